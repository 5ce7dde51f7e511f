export { brandOf, type Brand } from './brand';
export { language, languages, writerOf, type Language } from './language';
export { mailDelivery, sentMail, type IfInterrupted, type MailInput, type SentMail } from './mailDelivery';
export { smtpTransport, type Mail, type Mailbox, type MailTransport } from './mailTransport';
export { renderMessage, type MessageInput, type RenderedMessage } from './renderMessage';
export { checkSmtp, type MailServer, type MailTimes } from './smtp';
export { emailAddress } from './values';
export { asPage, type Page } from './page';
export { markup, type Markup } from './markup';
export {
	describeDrift,
	driftWords,
	mostFindings,
	type DescribedDrift,
	type DriftReportData,
} from './templates/driftReport';
export { templateNames, templates, type TemplateName } from './templates';
