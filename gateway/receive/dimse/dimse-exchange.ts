// The DIMSE messages of one established association, strictly one at a time: a command is put together from its fragments, carried out
// with its data set, answered, and only then is the next one looked at.
// @see PS3.7 8, PS3.8 E (message fragmentation)
import { Buffer } from 'node:buffer';
import { contextResult, type PresentationContext } from './association-answer.js';
import {
  commandField,
  type DimseCommand,
  type DimseResponse,
  decodeCommand,
  dimseStatus,
  encodeResponse,
  LONGEST_COMMAND,
} from './dimse-message.js';
import { answerEcho } from './echo-scp.js';
import { abortReason, abortSource, ProtocolFault } from './pdu.js';
import type { Fragment } from './pdu-reader.js';
import type { StoreScp } from './store-scp.js';

interface Outstanding {
  readonly command: DimseCommand;
  readonly context: PresentationContext;
  /** Decided already, and sent when the data set has been swallowed; null: the Storage SCP decides. */
  readonly response: DimseResponse | null;
}

export interface ExchangeOptions {
  readonly contexts: readonly PresentationContext[];
  readonly peerMaximumLength: number;
  readonly storeScp: StoreScp;
  /** Writes to the peer; a promise is back-pressure of a peer that does not read. */
  readonly send: (pdus: Buffer) => void | Promise<void>;
}

function unexpected(what: string): ProtocolFault {
  return new ProtocolFault(what, abortReason.unexpectedParameter);
}

/** Whatever is neither C-ECHO nor C-STORE, and commands that can be read but not carried out. */
function answerOthers(command: DimseCommand, context: PresentationContext): DimseResponse | null {
  if (command.commandField === commandField.cEchoRequest) return answerEcho(command, context.abstractSyntax);
  if (command.commandField !== commandField.cStoreRequest) {
    return { status: dimseStatus.unrecognizedOperation, errorComment: 'Only C-ECHO and C-STORE are offered here' };
  }
  if (command.isMistyped) return { status: dimseStatus.mistypedArgument, errorComment: 'Command set has an element twice' };
  return null;
}

export class DimseExchange {
  private readonly options: ExchangeOptions;
  private readonly contexts: ReadonlyMap<number, PresentationContext>;
  private commandContextID = 0;
  private commandParts: Buffer[] = [];
  private commandBytes = 0;
  private outstanding: Outstanding | null = null;

  constructor(options: ExchangeOptions) {
    this.options = options;
    this.contexts = new Map(options.contexts.map((context) => [context.id, context]));
  }

  /** True from a complete command to its answer. */
  get isBusy(): boolean {
    return this.outstanding !== null;
  }

  /**
   * Takes the next piece of a fragment. A promise means: nothing more until it settles.
   *
   * @throws ProtocolFault (also as rejection) for what no answer fits; the association is aborted with it.
   */
  take(fragment: Fragment): void | Promise<void> {
    const context = this.contexts.get(fragment.contextID);
    if (context?.result !== contextResult.accepted) throw unexpected('presentation context was not accepted');
    return fragment.isCommand ? this.takeCommand(fragment, context) : this.takeData(fragment);
  }

  private takeCommand(fragment: Fragment, context: PresentationContext): void | Promise<void> {
    if (this.outstanding) throw unexpected('command while a data set is outstanding');
    if (this.commandContextID !== 0 && this.commandContextID !== fragment.contextID) throw unexpected('presentation context switched');
    this.commandContextID = fragment.contextID;
    this.commandBytes += fragment.bytes.length;
    if (this.commandBytes > LONGEST_COMMAND) throw new ProtocolFault('command too long', abortReason.invalidParameterValue);
    if (!fragment.isLast) {
      // A copy: a peer that sends its command in single bytes must not make us keep a whole chunk for each.
      if (fragment.bytes.length > 0) this.commandParts.push(Buffer.from(fragment.bytes));
      return;
    }
    const whole = this.commandParts.length === 0 ? fragment.bytes : Buffer.concat([...this.commandParts, fragment.bytes]);
    this.commandContextID = 0;
    this.commandParts = [];
    this.commandBytes = 0;
    return this.carryOut(decodeCommand(whole), context);
  }

  private carryOut(command: DimseCommand, context: PresentationContext): void | Promise<void> {
    if (command.commandField === commandField.cCancelRequest) {
      // Nothing here can be cancelled, and a C-CANCEL has no response of its own. @see PS3.7 9.3.2.3
      if (command.hasDataSet) throw new ProtocolFault('C-CANCEL with a data set', abortReason.notSpecified, abortSource.serviceUser);
      return;
    }
    if ((command.commandField & commandField.response) !== 0) {
      throw new ProtocolFault('response without a request', abortReason.notSpecified, abortSource.serviceUser);
    }
    const response = answerOthers(command, context);
    this.outstanding = { command, context, response };
    if (response) return command.hasDataSet ? undefined : this.answer(response);
    const begun = this.options.storeScp.begin(command, context);
    if (command.hasDataSet) return begun;
    return begun !== undefined ? begun.then(() => this.finishStore()) : this.finishStore();
  }

  private takeData(fragment: Fragment): void | Promise<void> {
    const outstanding = this.outstanding;
    if (!outstanding) throw unexpected('data set without a command');
    if (outstanding.context.id !== fragment.contextID) throw unexpected('presentation context switched');
    if (outstanding.response) return fragment.isLast ? this.answer(outstanding.response) : undefined;
    const written = fragment.bytes.length > 0 ? this.options.storeScp.write(fragment.bytes) : undefined;
    if (!fragment.isLast) return written;
    return written !== undefined ? written.then(() => this.finishStore()) : this.finishStore();
  }

  private async finishStore(): Promise<void> {
    const response = await this.options.storeScp.finish();
    await this.answer(response);
  }

  private answer(response: DimseResponse): void | Promise<void> {
    const outstanding = this.outstanding;
    if (!outstanding) return;
    this.outstanding = null;
    const { peerMaximumLength, send } = this.options;
    return send(encodeResponse(outstanding.command, response, { contextID: outstanding.context.id, peerMaximumLength }));
  }
}
