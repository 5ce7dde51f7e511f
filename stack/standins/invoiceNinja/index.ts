export { startInvoiceNinja, type InvoiceNinjaOptions } from './start';
export { entities, type EntityPath } from './entities';
export { events } from './events';
export type { Delivery, HeldCompany, NinjaState, PlayedCompany, Row, SentMail, Switches } from './state';
export { operate, type Answered, type GatewayKind, type Operator } from './operator';
