/** The one page module: how a page looks, what it is made of, and what its links carry. It knows no domain. */
export { calendar, type Badge, type CalendarDay, type CalendarFrame, type Weight } from './calendar';
export {
	button,
	choiceField,
	fileField,
	form,
	radioField,
	textField,
	type Choice,
	type FormFrame,
	type Labelled,
} from './forms';
export { markup, type Markup } from './markup';
export { asPage, type Page, type PageAnswer } from './page';
export { differences, folded, list, pre, section, terms } from './parts';
export { figures, progressBar, table, type TableColumn } from './table';
export { linkTo, openTicket, sealTicket } from './tickets';
