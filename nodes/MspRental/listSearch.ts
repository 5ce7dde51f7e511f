import { listUnits } from '../../core/rentals';
import { searchIn } from '../shared/listSearch';

export const searchUnits = searchIn(listUnits, ({ unitCode, name, companyCode, open }) => ({
	name: `${name} (${unitCode}, ${companyCode}${open ? '' : ', closed'})`,
	value: unitCode,
}));
