package org.stanzagate.xml;

import java.util.Arrays;

/**
 * Bytes that are put together, and forgotten again without keeping much memory. Not thread-safe.
 */
final class Bytes {
  /** What is kept of the memory for the next time. */
  private static final int KEPT = 16 * 1024;

  private static final byte[] NONE = {};

  private byte[] array = NONE;
  private int size;

  void add(byte[] buffer, int from, int to) {
    int more = to - from;
    if (size + more > array.length) {
      array = Arrays.copyOf(array, Math.max(size + more, Math.min(2 * array.length, 1 << 30)));
    }
    System.arraycopy(buffer, from, array, size, more);
    size += more;
  }

  void clear() {
    size = 0;
    if (array.length > KEPT) {
      array = NONE;
    }
  }

  /** Whether what stands from {@code middle} on is what stands from {@code from} to there. */
  boolean repeats(int from, int middle) {
    return Arrays.equals(array, from, middle, array, middle, size);
  }

  /** Forgets what stands from there on. */
  void cut(int from) {
    size = from;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The bytes, and room behind them. */
  byte[] array() {
    return array;
  }

  byte[] toArray() {
    return Arrays.copyOf(array, size);
  }
}
