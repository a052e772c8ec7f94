/**
 * An XMPP server for trying things out, in this process: it speaks XEP-0114 to one component, and
 * answers as a small server with a few users would. The tests use it too. Uses entity, stanza and
 * xml. Read {@code SandboxServer} first.
 */
@NullMarked
package org.stanzagate.sandbox;

import org.jspecify.annotations.NullMarked;
