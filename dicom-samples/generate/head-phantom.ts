import { addNoise, noiseTable } from './noise.js';

// Taken out once: looked up for every pixel, a global costs seconds under the test runner.
const { ceil, floor, max, min, sqrt } = Math;

/** An ellipsoid in patient coordinates (mm; x to the left, y to the back, z to the head), painted over those before it. */
interface Ellipsoid {
  readonly center: readonly [number, number, number];
  readonly radii: readonly [number, number, number];
  readonly hounsfieldUnits: number;
  readonly t2Intensity: number;
}

const part = (center: Ellipsoid['center'], radii: Ellipsoid['radii'], hounsfieldUnits: number, t2Intensity: number): Ellipsoid => ({
  center,
  radii,
  hounsfieldUnits,
  t2Intensity,
});

/** A head: neck, scalp, skull, grey and white matter, ventricles, eyes, sinuses, and a bleeding on the right. */
const head: readonly Ellipsoid[] = [
  part([0, 20, -110], [55, 60, 90], 45, 420),
  part([0, -98, -25], [14, 22, 22], 35, 520),
  part([0, 0, 0], [80, 99, 92], -60, 900),
  part([0, 0, 0], [76, 95, 88], 1050, 60),
  part([0, 1, 0], [69, 88, 81], 12, 1500),
  part([0, 2, 0], [66, 85, 78], 40, 760),
  part([-31, 0, 8], [25, 66, 52], 30, 560),
  part([31, 0, 8], [25, 66, 52], 30, 560),
  part([0, 58, -42], [48, 26, 24], 38, 700),
  part([0, 2, 20], [1.6, 82, 60], 14, 1450),
  part([-11, -18, 14], [7, 27, 13], 6, 1650),
  part([11, -18, 14], [7, 27, 13], 6, 1650),
  part([-20, 26, 8], [7, 24, 10], 6, 1650),
  part([20, 26, 8], [7, 24, 10], 6, 1650),
  part([0, 2, 2], [3, 14, 9], 6, 1650),
  part([-20, -4, 4], [8, 17, 13], 42, 680),
  part([20, -4, 4], [8, 17, 13], 42, 680),
  part([0, 22, -38], [14, 13, 36], 36, 600),
  part([0, 40, -38], [7, 6, 9], 8, 1600),
  part([-30, -72, -34], [19, 25, 19], -70, 950),
  part([30, -72, -34], [19, 25, 19], -70, 950),
  part([-30, -80, -34], [12.5, 12.5, 12.5], 10, 1800),
  part([30, -80, -34], [12.5, 12.5, 12.5], 10, 1800),
  part([0, -72, -42], [9, 25, 30], -950, 20),
  part([0, -72, -42], [1, 25, 30], 500, 60),
  part([-13, -88, 6], [11, 5, 11], -980, 15),
  part([13, -88, 6], [11, 5, 11], -980, 15),
  part([-66, 24, -44], [9, 12, 12], -700, 30),
  part([66, 24, -44], [9, 12, 12], -700, 30),
  part([-46, 6, 20], [11, 17, 13], 68, 300),
];

export interface Plane {
  readonly orientation: 'axial' | 'coronal';
  /** z of an axial plane, y of a coronal one, in mm. */
  readonly positionMm: number;
  readonly columns: number;
  readonly rows: number;
  readonly pixelSpacingMm: number;
}

const ctNoise = noiseTable(17, 9);
const mrNoise = noiseTable(29, 22);

/** Draws a slice of the head in Hounsfield units, air around it, with noise that follows the seed. */
export function drawCTSlice(plane: Plane, seed: number): Int16Array {
  const values = new Int16Array(plane.rows * plane.columns).fill(-1000);
  for (const ellipsoid of head) {
    paint(values, plane, ellipsoid, ellipsoid.hounsfieldUnits);
  }
  addNoise(values, ctNoise, seed);
  return values.map((value) => max(-1024, min(3071, value)));
}

/** Draws a slice of the head as a T2-weighted picture shows it: water bright, bone and air dark. */
export function drawT2Slice(plane: Plane, seed: number): Int16Array {
  const values = new Int16Array(plane.rows * plane.columns).fill(12);
  for (const ellipsoid of head) {
    paint(values, plane, ellipsoid, ellipsoid.t2Intensity);
  }
  addNoise(values, mrNoise, seed);
  return values.map((value) => max(0, min(4095, value)));
}

function paint(values: Int16Array, plane: Plane, ellipsoid: Ellipsoid, value: number): void {
  const isAxial = plane.orientation === 'axial';
  const [centerX, centerY, centerZ] = ellipsoid.center;
  const [radiusX, radiusY, radiusZ] = ellipsoid.radii;
  const depth = isAxial ? (plane.positionMm - centerZ) / radiusZ : (plane.positionMm - centerY) / radiusY;
  const cut = 1 - depth * depth;
  if (cut <= 0) {
    return;
  }
  // Rows of a coronal picture run from the head down, those of an axial one from front to back.
  const downCenter = isAxial ? centerY : -centerZ;
  const downRadius = (isAxial ? radiusY : radiusZ) * sqrt(cut);
  const acrossRadius = radiusX * sqrt(cut);
  const toRow = (mm: number): number => mm / plane.pixelSpacingMm + plane.rows / 2;
  const toColumn = (mm: number): number => mm / plane.pixelSpacingMm + plane.columns / 2;
  const lastRow = min(plane.rows - 1, floor(toRow(downCenter + downRadius)));
  for (let row = max(0, ceil(toRow(downCenter - downRadius))); row <= lastRow; row += 1) {
    const down = ((row - plane.rows / 2) * plane.pixelSpacingMm - downCenter) / downRadius;
    const half = acrossRadius * sqrt(max(0, 1 - down * down));
    const first = max(0, ceil(toColumn(centerX - half)));
    const last = min(plane.columns - 1, floor(toColumn(centerX + half)));
    values.fill(value, row * plane.columns + first, row * plane.columns + last + 1);
  }
}
