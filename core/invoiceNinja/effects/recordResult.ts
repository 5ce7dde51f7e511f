import { z } from 'zod';

/** A row in the pack's words, as a step keeps it. */
export const recordResult = z.looseObject({ id: z.string() });
export type RecordResult = z.infer<typeof recordResult>;

export const bodySchema = z.record(z.string(), z.unknown());
