-- Which letters are sent, and in which words.

-- name: list_switched
-- The letters that somebody switched on or off.
SELECT name, is_sent FROM {p}bridge_letters;

-- name: list_texts
-- The words of letters that somebody wrote.
SELECT name, language, subject, body FROM {p}bridge_letter_texts ORDER BY name, language;

-- name: is_sent
-- Whether a letter was switched on or off.
SELECT is_sent FROM {p}bridge_letters WHERE name = %(name)s;

-- name: texts_of
-- The words of one letter that somebody wrote, by language.
SELECT name, language, subject, body FROM {p}bridge_letter_texts WHERE name = %(name)s ORDER BY language;

-- name: put_switch
-- Switch a letter on or off.
INSERT INTO {p}bridge_letters (name, is_sent, updated_at, updated_by)
VALUES (%(name)s, %(is_sent)s, %(at)s, %(user_id)s)
ON DUPLICATE KEY UPDATE is_sent = VALUES(is_sent), updated_at = VALUES(updated_at), updated_by = VALUES(updated_by);

-- name: put_text
-- Write the words of a letter in one language.
INSERT INTO {p}bridge_letter_texts (name, language, subject, body, updated_at, updated_by)
VALUES (%(name)s, %(language)s, %(subject)s, %(body)s, %(at)s, %(user_id)s)
ON DUPLICATE KEY UPDATE subject = VALUES(subject), body = VALUES(body), updated_at = VALUES(updated_at),
  updated_by = VALUES(updated_by);

-- name: delete_text
-- Let the plugin's own words hold again.
DELETE FROM {p}bridge_letter_texts WHERE name = %(name)s AND language = %(language)s;

-- name: insert_edit
-- Write down what somebody did to a letter.
INSERT INTO {p}bridge_letter_edits (name, act, language, subject, body, at, user_id)
VALUES (%(name)s, %(act)s, %(language)s, %(subject)s, %(body)s, %(at)s, %(user_id)s);

-- name: list_edits
-- The latest edits of a letter.
SELECT act, language, at, user_id FROM {p}bridge_letter_edits WHERE name = %(name)s ORDER BY id DESC LIMIT 20;

-- name: list_trials_ending
-- Memberships of ours whose trial ends soon and whose owner was not told so, the nearest first.
SELECT membership_id FROM {p}bridge_membership_terms
WHERE trial_untold > %(at)s AND trial_untold <= %(at)s + INTERVAL %(days)s DAY
ORDER BY trial_untold, membership_id LIMIT %(most)s;

-- name: end_telling
-- The owner of a trial was told, or nobody is to be told any more.
UPDATE {p}bridge_membership_terms SET trial_untold = NULL WHERE membership_id = %(membership_id)s;

-- name: tell_trial
-- Note that the owner was told when the trial ends; once.
INSERT IGNORE INTO {p}bridge_trial_letters (membership_id, trial_end) VALUES (%(membership_id)s, %(trial_end)s);

-- name: list_cards_unseen
-- Memberships of ours whose next term is soon to be charged and whose saved card nobody has looked at for that; nothing
-- is under way for them. The key holds what is not seen alone, the nearest first.
SELECT terms.membership_id
FROM {p}bridge_membership_terms AS terms
JOIN {p}wu_memberships AS memberships ON memberships.id = terms.membership_id
LEFT JOIN {p}bridge_open_operations AS slots ON slots.membership_id = terms.membership_id
WHERE terms.card_unseen_for > %(at)s AND terms.card_unseen_for <= %(at)s + INTERVAL %(days)s DAY
  AND memberships.gateway = 'bridge' AND memberships.status IN ('active', 'trialing')
  AND terms.cancel_asked_at IS NULL AND terms.paused_at IS NULL AND slots.membership_id IS NULL
ORDER BY terms.card_unseen_for, terms.membership_id LIMIT %(most)s;

-- name: see_card
-- Note that the card was looked at for the charge that follows this term.
UPDATE {p}bridge_membership_terms SET card_seen_for = term_end
WHERE membership_id = %(membership_id)s AND term_end = %(term_end)s;

-- name: look_again
-- Let the saved card of a customer be looked at again: it is another one now, or has another date.
UPDATE {p}bridge_membership_terms SET card_seen_for = NULL
WHERE customer_id = %(customer_id)s AND card_seen_for IS NOT NULL;

-- name: tell_card
-- Note that the owner was told when a card expires; once.
INSERT IGNORE INTO {p}bridge_card_letters (customer_id, gateway, method_id, expires, told_at)
VALUES (%(customer_id)s, %(gateway)s, %(method_id)s, %(expires)s, %(at)s);
