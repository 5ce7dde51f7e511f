/** Times for people are in whole seconds; what is left is below zero only after the end. */
export const wholeSeconds = <Told extends { readonly secondsLeft: number }>(told: Told): Told => ({
	...told,
	secondsLeft: Math.floor(told.secondsLeft),
});
