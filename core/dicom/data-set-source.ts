import type { Buffer } from 'node:buffer';
import type { DataSetHandler, ScannerLimits } from './data-set-handler.js';
import { DataSetScanner } from './data-set-scanner.js';
import { Inflating } from './inflating.js';
import { transferSyntaxOf } from './transfer-syntax.js';

/**
 * Runs a whole data set through a handler, inflating it where it is deflated.
 *
 * @throws GatewayError as DataSetScanner and Inflating do.
 */
export async function scanDataSet(
  chunks: AsyncIterable<Buffer>,
  transferSyntaxUID: string,
  handler: DataSetHandler,
  limits: ScannerLimits = {},
): Promise<void> {
  const transferSyntax = transferSyntaxOf(transferSyntaxUID);
  const scanner = new DataSetScanner(transferSyntax, handler, limits);
  if (!transferSyntax.deflated) {
    for await (const chunk of chunks) scanner.push(chunk);
    scanner.end();
    return;
  }
  const inflating = new Inflating((bytes) => scanner.push(bytes));
  try {
    for await (const chunk of chunks) await inflating.push(chunk);
    await inflating.end();
  } finally {
    inflating.destroy();
  }
  scanner.end();
}
