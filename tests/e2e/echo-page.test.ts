import { testTutorialPage } from './tutorial-page.ts';

testTutorialPage(
  'echo',
  [0, 0, 0, 0, 4, 4, 6, 6, 6, 4, 10, 11, 12, 13, 14, 12, 16, 17, 18, 19, 19, 17, 19, 23, 19],
);
