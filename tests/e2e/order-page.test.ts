import { testTutorialPage } from './tutorial-page.ts';

testTutorialPage('order', [0, 1, 2, 2, 2, 5, 6, 6, 2, 9, 10, 10, 1]);
