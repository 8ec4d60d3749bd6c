import { testTutorialPage } from './tutorial-page.ts';

testTutorialPage('color', [0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 10, 6, 10, 13]);
