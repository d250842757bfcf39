/** Text that somebody else wrote, safe to show: escape sequences could move the cursor, hide lines or set the title. */
export const plain = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '�')
