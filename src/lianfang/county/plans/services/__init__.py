"""Reading a document into a draft, correcting it, putting it in force."""
