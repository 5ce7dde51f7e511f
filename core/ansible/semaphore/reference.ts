/** `project/task`: a task is found by both. */
export const referenceOf = (project: number, id: number) => `${project}/${id}`;
