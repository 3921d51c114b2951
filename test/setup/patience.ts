import { jest } from '@jest/globals';

// A test fails by what it sees; this only ends one that waits for ever, also on a busy machine.
jest.setTimeout(90_000);
