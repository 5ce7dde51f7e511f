export { batchStatuses, listBatches, type BatchStatus, type MigrationBatch } from './batches';
export { shownDifferences, type Difference } from './difference';
export { differenceRules, type DifferenceRule } from './makePart';
export type { WorkResult } from './hold';
export { planImport, type ImportPlanOptions } from './fromImport/planImport';
export { previewImport } from './fromImport/previewImport';
export { ninjaTotal, type NinjaAmounts } from './ninjaTotal';
export { planMigration, type MigrationPlan } from './plan';
export {
	keyAtNinja,
	rowKinds,
	sproutKey,
	type PlanOptions,
	type MigrationSource,
	type PlannedRow,
	type RowKind,
} from './planned';
export { previewMigration, type MigrationOffice, type Preview, type PreviewOptions } from './preview';
export { mustFindBatch, progressOf, type Progress } from './progress';
export { listRows, rowStates, type MigrationRow, type MigrationRowState } from './rows';
export { runBatch, type RunOptions } from './run';
export { undoBatch, type UndoOptions } from './undo';
