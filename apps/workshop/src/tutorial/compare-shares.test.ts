import { describe, expect, it } from 'vitest';
import { expectedShares, formatShares, measuredShares, sharesAgree } from './compare-shares.ts';

const VERSION_OF = { 'product-vn': '1.0', 'product-v15-vn': '1.5' };

describe('what a route promises', () => {
  it('is its weights as percentages of their sum', () => {
    expect(expectedShares({ 'product-vn': 75, 'product-v15-vn': 25 }, VERSION_OF)).toEqual({
      '1.0': 75,
      '1.5': 25,
    });
    expect(expectedShares({ 'product-vn': 1, 'product-v15-vn': 1 }, VERSION_OF)).toEqual({
      '1.0': 50,
      '1.5': 50,
    });
  });

  it('leaves out a target without weight, and names a node it does not know by its own name', () => {
    expect(expectedShares({ 'product-vn': 0, 'other-vn': 3 }, VERSION_OF)).toEqual({ 'other-vn': 100 });
  });
});

describe('comparing shares', () => {
  const expected = { '1.0': 75, '1.5': 25 };

  it('accepts shares within the tolerance', () => {
    expect(sharesAgree(expected, measuredShares({ '1.0': 1420, '1.5': 580 }), 5)).toBe(true);
  });

  it('refuses shares outside it', () => {
    expect(sharesAgree(expected, measuredShares({ '1.0': 1380, '1.5': 620 }), 5)).toBe(false);
  });

  it('refuses a promised version that was not seen, and one that was not promised', () => {
    expect(sharesAgree(expected, measuredShares({ '1.0': 2000 }), 5)).toBe(false);
    expect(sharesAgree({ '1.0': 100 }, measuredShares({ '1.0': 1800, '9.9': 200 }), 5)).toBe(false);
  });
});

it('writes shares for people', () => {
  expect(formatShares({ '1.5': 25, '1.0': 75 })).toBe('1.0 75.0 %, 1.5 25.0 %');
  expect(formatShares({})).toBe('nothing');
});
