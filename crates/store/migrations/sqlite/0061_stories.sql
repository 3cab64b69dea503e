-- What was confirmed last, for the stories on the front page.

CREATE INDEX delivery_confirmed ON delivery (decided_at) WHERE confirmed > 0;
