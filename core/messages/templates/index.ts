import type { Template } from '../template';
import { keyOf } from '../values';
import { ansibleApproval } from './ansibleApproval';
import { ansibleReport } from './ansibleReport';
import { authenticateCard } from './authenticateCard';
import { chargeFailed } from './chargeFailed';
import { certificateExpires } from './certificateExpires';
import { certificateReport } from './certificateReport';
import { driftReport } from './driftReport';
import { importReport } from './importReport';
import { invoiceIssued } from './invoiceIssued';
import { operatorAlert } from './operatorAlert';
import { bookingCancelled } from './rental/bookingCancelled';
import { bookingConfirmed } from './rental/bookingConfirmed';
import { bookingInvoice } from './rental/bookingInvoice';
import { bookingReceived } from './rental/bookingReceived';
import { bookingReminder } from './rental/bookingReminder';
import { replaceCard } from './replaceCard';
import { reconciliationReport } from './reconciliationReport';
import { serviceReactivated } from './serviceReactivated';
import { serviceReady } from './serviceReady';
import { serviceSuspended } from './serviceSuspended';
import { paymentReminder } from './paymentReminder';
import { suspensionWarning } from './suspensionWarning';
import { terminationWarning } from './terminationWarning';
import { welcome } from './welcome';

/** Every mail that the pack writes. */
export const templates = {
	welcome,
	serviceSuspended,
	serviceReactivated,
	serviceReady,
	paymentReminder,
	suspensionWarning,
	terminationWarning,
	invoiceIssued,
	chargeFailed,
	authenticateCard,
	replaceCard,
	operatorAlert,
	driftReport,
	ansibleApproval,
	ansibleReport,
	importReport,
	bookingReceived,
	bookingInvoice,
	bookingConfirmed,
	bookingReminder,
	bookingCancelled,
	reconciliationReport,
	certificateReport,
	certificateExpires,
} as const satisfies Record<string, Template>;

export type TemplateName = keyof typeof templates;

export const templateNames = keyOf(templates).options;
