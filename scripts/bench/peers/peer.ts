import type { DimseTarget, StowTarget } from '../sender/job.js';

export const peerNames = ['ours', 'storescp', 'orthanc'] as const;
export type PeerName = (typeof peerNames)[number];

/** What the figures of a process are counted under; `main` is the one whose memory is sampled. */
export type ProcessGroup = 'main' | 'workers' | 'postgresql' | 'other';

/** A receiver that is up and takes loads. */
export interface RunningPeer {
  readonly name: PeerName;
  readonly title: string;
  /** The process below which all of its others are. */
  readonly rootProcessID: number;
  groupOf(commandLine: string): ProcessGroup;
  /** Undefined where it has no such door. */
  target(door: 'dimse' | 'stow-rs'): DimseTarget | StowTarget | undefined;
  /** Waits until nothing of what was sent is still being worked on. */
  settle(sent: { studyInstanceUID: string; instanceCount: number }): Promise<void>;
  /** Begins a profile of its processes, or ends it; only where profiles are wanted. */
  toggleProfile?(): void;
  stop(): Promise<void>;
}

/** Folder and log of a peer, both below the run's own temporary folder. */
export interface PeerPlace {
  readonly folder: string;
  readonly logFile: string;
}
