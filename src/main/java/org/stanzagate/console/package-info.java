/**
 * The page for people: its files, and the live feed that it reads, which an endpoint of {@code
 * http} opens and writes. Uses listener for what is served, component for what passes, outbox for
 * how the callbacks fare. It costs nothing while nobody looks, and holds up no stream: each viewer
 * has a backlog that loses its oldest. Read {@code Feed} first.
 */
@NullMarked
package org.stanzagate.console;

import org.jspecify.annotations.NullMarked;
