/** The most hosts of an inventory that is given inline. */
export const mostHosts = 5_000;

/** A name by which a host is reached. It begins with no hyphen, so that it is never an option of ssh. */
export const domainPattern =
	/^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*\.?$/;
