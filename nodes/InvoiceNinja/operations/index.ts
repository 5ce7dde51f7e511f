import type { Resource } from '../../shared/operation';
import { resourceOf } from '../build/operations';
import type { NinjaContext } from '../context';
import { kinds } from '../kinds';

export const resources: ReadonlyArray<Resource<NinjaContext>> = [...kinds.map((kind) => resourceOf(kind))];
