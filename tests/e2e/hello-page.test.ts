import { testTutorialPage } from './tutorial-page.ts';

testTutorialPage('hello', [0, 1, 2, 0, 3, 5, 5, 7, 8, 9, 9, 7, 9, 8, 14, 15, 15, 13]);
