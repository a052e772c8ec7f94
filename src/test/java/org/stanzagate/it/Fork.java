package org.stanzagate.it;

/** The JVMs that the build runs these tests in, side by side: what each has for itself. */
final class Fork {
  private Fork() {}

  /** From 1 on; 1 where there is only one, as in an IDE. */
  static int number() {
    return Integer.getInteger("stanzagate.fork", 1);
  }
}
