/** Advance widths of DejaVu Sans 2.37 for U+0020 to U+007E, in thousandths of the font size. */
const ASCII: readonly number[] = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636,
  636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295,
  295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838,
  500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521,
  392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];
/** No Latin, Greek or Cyrillic letter of DejaVu Sans is much wider; East Asian characters fill a square. */
const OTHER = 850;
const EAST_ASIAN = 1050;
/** The same for DejaVu Sans Bold, and how much wider the rest of it is at most. */
const BOLD_ASCII: readonly number[] = [
  348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696,
  696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372,
  372, 775, 637, 995, 837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 365, 457, 838,
  500, 500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595,
  478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838,
];
const BOLD = 1.14;

/** Width in pixels of one line of text at `size` pixels: exact for ASCII, generous beyond it. */
export function textWidth(text: string, size: number, bold = false): number {
  const ascii = bold ? BOLD_ASCII : ASCII;
  let thousandths = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    thousandths += ascii[code - 32] ?? beyondAscii(code) * (bold ? BOLD : 1);
  }
  return (thousandths * size) / 1000;
}

function beyondAscii(code: number): number {
  const symbol = code >= 0x1e00 && code <= 0x2bff;
  return code < 0x1100 || symbol ? OTHER : EAST_ASIAN;
}
