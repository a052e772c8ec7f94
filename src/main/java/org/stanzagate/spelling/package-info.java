/**
 * Guesses at what was meant: people misspell keys in configurations and in JSON alike, and the
 * error should name the likely one. Uses nothing of ours. {@link org.stanzagate.spelling.Spelling}
 * is all.
 */
@NullMarked
package org.stanzagate.spelling;

import org.jspecify.annotations.NullMarked;
