// Verification SCP. Answers from what is in the process alone, so that a link test tells of the link and not of the disk.
// @see PS3.4 A, PS3.7 9.1.5
import { VERIFICATION_SOP_CLASS } from './association-answer.js';
import { type DimseCommand, type DimseResponse, dimseStatus } from './dimse-message.js';

/** Answers a C-ECHO-RQ that came on a presentation context of `abstractSyntax`. @see PS3.7 9.3.5.2 */
export function answerEcho(command: DimseCommand, abstractSyntax: string): DimseResponse {
  if (abstractSyntax !== VERIFICATION_SOP_CLASS)
    return { status: dimseStatus.unrecognizedOperation, errorComment: 'C-ECHO needs a Verification context' };
  if (command.isMistyped) return { status: dimseStatus.mistypedArgument, errorComment: 'Command set has an element twice' };
  return { status: dimseStatus.success };
}
