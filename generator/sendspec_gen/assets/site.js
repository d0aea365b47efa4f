// What a page does besides being read: search, and what follows a link to a view of a diagram.
