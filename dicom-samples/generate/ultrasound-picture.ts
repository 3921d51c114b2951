import { seededIntegers } from './noise.js';

// Taken out once: looked up for every pixel, a global costs seconds under the test runner.
const { abs, atan2, hypot, max, min, round, sin } = Math;

export const ultrasoundColumns = 320;
export const ultrasoundRows = 240;

const apex = { x: 160, y: 8 };
const innerRadius = 14;
const outerRadius = 220;
const halfAngle = 0.68;

/**
 * Draws one frame of a fan-shaped ultrasound as RGB, interleaved: speckle, a chamber that beats with the
 * phase (0 to 1), a coloured flow in it and a grey scale bar at the edge.
 */
export function drawUltrasoundFrame(phase: number): Uint8Array {
  const pixels = new Uint8Array(ultrasoundColumns * ultrasoundRows * 3);
  const next = seededIntegers(101 + round(phase * 1000));
  const beat = sin(phase * 2 * Math.PI);
  for (let y = 0; y < ultrasoundRows; y += 1) {
    for (let x = 0; x < ultrasoundColumns; x += 1) {
      const speckle = next();
      const distance = hypot(x - apex.x, y - apex.y);
      const angle = atan2(x - apex.x, y - apex.y);
      if (distance > innerRadius && distance < outerRadius && abs(angle) < halfAngle) {
        const [red, green, blue] = tissueAt(x, y, { distance, beat, speckle });
        pixels.set([red, green, blue], (y * ultrasoundColumns + x) * 3);
      } else if (x >= 302 && x < 312 && y >= 40 && y < 200) {
        pixels.fill(round(255 - ((y - 40) / 160) * 255), (y * ultrasoundColumns + x) * 3, (y * ultrasoundColumns + x) * 3 + 3);
      }
    }
  }
  return pixels;
}

interface Echo {
  readonly distance: number;
  readonly beat: number;
  readonly speckle: number;
}

function tissueAt(x: number, y: number, echo: Echo): readonly [number, number, number] {
  const grain = 0.45 + ((echo.speckle & 0xff) / 255 + ((echo.speckle >>> 8) & 0xff) / 255) * 0.55;
  const chamber = hypot((x - 150) / (44 + 9 * echo.beat), (y - 128) / (52 + 7 * echo.beat));
  const second = hypot((x - 214) / (20 - 4 * echo.beat), (y - 140) / (30 - 4 * echo.beat));
  let level = 105 - echo.distance * 0.22;
  if (chamber < 1 || second < 1) {
    level = 12;
  } else if (chamber < 1.16 || second < 1.22) {
    level = 205;
  }
  const flow = hypot((x - 150) / 14, (y - 150 - 12 * echo.beat) / 20);
  if (flow < 1 && chamber < 1) {
    const strength = round((1 - flow) * 190 * grain) + 30;
    return echo.beat > 0 ? [min(255, strength), 30, 20] : [20, 40, min(255, strength)];
  }
  const grey = max(0, min(255, round(level * grain)));
  return [grey, grey, grey];
}
