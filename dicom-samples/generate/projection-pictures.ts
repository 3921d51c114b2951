import { addNoise, noiseTable } from './noise.js';

// Taken out once: looked up for every pixel, a global costs seconds under the test runner.
const { ceil, floor, max, min, round, sqrt } = Math;

export interface Picture {
  readonly rows: number;
  readonly columns: number;
  readonly values: Int16Array;
}

type Point = readonly [number, number];

interface Stroke {
  readonly from: Point;
  readonly to: Point;
  readonly radius: number;
  readonly amount: number;
}

const xrayNoise = noiseTable(41, 18);

/** Adds a body seen by X-rays: thick in the middle, thin at its edges, as an ellipse. */
function addEllipse(picture: Picture, center: Point, radii: Point, amount: number): void {
  const firstRow = max(0, floor(center[1] - radii[1]));
  const lastRow = min(picture.rows - 1, ceil(center[1] + radii[1]));
  for (let row = firstRow; row <= lastRow; row += 1) {
    for (let column = max(0, floor(center[0] - radii[0])); column <= min(picture.columns - 1, center[0] + radii[0]); column += 1) {
      const across = (column - center[0]) / radii[0];
      const down = (row - center[1]) / radii[1];
      add(picture, row, column, amount * sqrt(max(0, 1 - across * across - down * down)));
    }
  }
}

/** Adds a rod with round ends, as a bone or a finger is. */
function addStroke(picture: Picture, stroke: Stroke): void {
  const { from, to, radius, amount } = stroke;
  const [lengthX, lengthY] = [to[0] - from[0], to[1] - from[1]];
  const square = lengthX * lengthX + lengthY * lengthY || 1;
  const lastRow = min(picture.rows - 1, ceil(max(from[1], to[1]) + radius));
  const lastColumn = min(picture.columns - 1, ceil(max(from[0], to[0]) + radius));
  for (let row = max(0, floor(min(from[1], to[1]) - radius)); row <= lastRow; row += 1) {
    for (let column = max(0, floor(min(from[0], to[0]) - radius)); column <= lastColumn; column += 1) {
      const along = max(0, min(1, ((column - from[0]) * lengthX + (row - from[1]) * lengthY) / square));
      const offX = column - from[0] - along * lengthX;
      const offY = row - from[1] - along * lengthY;
      const inside = 1 - (offX * offX + offY * offY) / (radius * radius);
      if (inside > 0) {
        add(picture, row, column, amount * sqrt(inside));
      }
    }
  }
}

function add(picture: Picture, row: number, column: number, amount: number): void {
  const index = row * picture.columns + column;
  picture.values[index] = (picture.values[index] ?? 0) + round(amount);
}

function finish(picture: Picture, seed: number): Picture {
  addNoise(picture.values, xrayNoise, seed);
  return { ...picture, values: picture.values.map((value) => max(0, min(4095, value))) };
}

/** Draws a frontal chest: lungs dark, heart, spine, ribs and clavicles light. */
export function drawChest(columns = 512, rows = 512): Picture {
  const picture: Picture = { rows, columns, values: new Int16Array(rows * columns).fill(150) };
  const scale = columns / 512;
  const at = (x: number, y: number): Point => [x * scale, y * scale];
  addEllipse(picture, at(256, 330), at(215, 330), 2000);
  addStroke(picture, { from: at(256, 0), to: at(256, 110), radius: 62 * scale, amount: 900 });
  addStroke(picture, { from: at(120, 120), to: at(30, 190), radius: 62 * scale, amount: 900 });
  addStroke(picture, { from: at(392, 120), to: at(482, 190), radius: 62 * scale, amount: 900 });
  addEllipse(picture, at(160, 265), at(78, 160), -1500);
  addEllipse(picture, at(352, 265), at(78, 160), -1500);
  addEllipse(picture, at(292, 335), at(72, 82), 950);
  addEllipse(picture, at(150, 470), at(130, 90), 700);
  addEllipse(picture, at(362, 480), at(130, 80), 600);
  for (let y = 40; y < 500; y += 26) {
    addStroke(picture, { from: at(243, y), to: at(269, y), radius: 12 * scale, amount: 420 });
  }
  for (let rib = 0; rib < 8; rib += 1) {
    const y = 128 + rib * 36;
    const reach = 74 + min(rib, 4) * 12;
    for (const side of [-1, 1]) {
      const points = [
        at(256 + side * 18, y),
        at(256 + side * reach, y - 12),
        at(256 + side * (reach + 58), y + 34),
        at(256 + side * (reach + 40), y + 84),
      ];
      points.slice(1).forEach((to, index) => {
        addStroke(picture, { from: points[index] ?? to, to, radius: 6 * scale, amount: 230 });
      });
    }
  }
  addStroke(picture, { from: at(240, 118), to: at(92, 92), radius: 9 * scale, amount: 420 });
  addStroke(picture, { from: at(272, 118), to: at(420, 92), radius: 9 * scale, amount: 420 });
  return finish(picture, 71);
}

/** Draws a left hand from the palm side: five rays of bones in soft tissue, wrist below. */
export function drawHand(columns = 400, rows = 560): Picture {
  const picture: Picture = { rows, columns, values: new Int16Array(rows * columns).fill(120) };
  const fingers: readonly { readonly base: Point; readonly tip: Point; readonly width: number }[] = [
    { base: [118, 270], tip: [70, 118], width: 22 },
    { base: [168, 255], tip: [150, 50], width: 24 },
    { base: [215, 255], tip: [222, 34], width: 25 },
    { base: [260, 268], tip: [292, 74], width: 23 },
    { base: [278, 372], tip: [368, 236], width: 26 },
  ];
  const carpus: Point = [196, 420];
  addStroke(picture, { from: [196, 430], to: [192, 600], radius: 62, amount: 900 });
  addStroke(picture, { from: [178, 300], to: [190, 400], radius: 66, amount: 620 });
  addStroke(picture, { from: [232, 310], to: [214, 400], radius: 62, amount: 620 });
  fingers.forEach(({ base, tip, width }, index) => {
    addStroke(picture, { from: base, to: tip, radius: width, amount: 700 });
    const joints = index === 4 ? [0, 0.52, 0.98] : [0, 0.44, 0.74, 0.98];
    const between = (share: number): Point => [base[0] + (tip[0] - base[0]) * share, base[1] + (tip[1] - base[1]) * share];
    addStroke(picture, {
      from: [carpus[0] + (base[0] - carpus[0]) * 0.35, carpus[1] + (base[1] - carpus[1]) * 0.3],
      to: between(-0.05),
      radius: 9,
      amount: 1300,
    });
    joints.slice(1).forEach((end, joint) => {
      const start = joints[joint] ?? 0;
      addStroke(picture, { from: between(start + 0.03), to: between(end - 0.03), radius: 8 - joint, amount: 1300 });
      addEllipse(picture, between(start + 0.03), [11 - joint, 8], 500);
    });
  });
  for (const [x, y] of [
    [164, 398],
    [188, 392],
    [212, 394],
    [234, 402],
    [172, 420],
    [196, 418],
    [220, 424],
  ] as const) {
    addEllipse(picture, [x, y], [15, 14], 1100);
  }
  addStroke(picture, { from: [166, 452], to: [158, 600], radius: 17, amount: 1400 });
  addStroke(picture, { from: [220, 450], to: [222, 600], radius: 22, amount: 1400 });
  return finish(picture, 73);
}
