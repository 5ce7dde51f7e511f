import { importMakers } from './fromImport/makers';
import { sproutMakers, type Makers } from './makers';
import type { MigrationSource } from './planned';

const makers: Readonly<Record<MigrationSource, Makers>> = { sprout: sproutMakers, import: importMakers };

/** How the rows of a source are found, made and compared. */
export const makersOf = (source: MigrationSource): Makers => makers[source];
