/**
 * What a log line says of its event besides the text: which stanza, token and callback it concerns.
 * Uses nothing; all may use it. Read {@link org.stanzagate.log.LogField} first.
 */
@NullMarked
package org.stanzagate.log;

import org.jspecify.annotations.NullMarked;
