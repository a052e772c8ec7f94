package org.stanzagate.spelling;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant, for the text of an error. Stateless, any thread. */
public final class Spelling {
  private Spelling() {}

  /** The nearest of the words, if one is near: about a third of the letters may differ. */
  public static Optional<String> nearest(String written, Collection<String> words) {
    String plain = plain(written);
    return words.stream()
        .filter(word -> isNear(plain, plain(word)))
        .min(
            Comparator.comparingInt((String word) -> distance(plain, plain(word)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** The end of an error about a word that isn't known; empty where no known one is near. */
  public static String hint(String written, Collection<String> words) {
    return nearest(written, words).map("; did you mean %s?"::formatted).orElse("");
  }

  private static boolean isNear(String written, String word) {
    int most = Math.max(1, word.length() / 3);
    return Math.abs(written.length() - word.length()) <= most && distance(written, word) <= most;
  }

  /** maxBody, max-body and MAX_BODY are all max_body. */
  private static String plain(String word) {
    return word.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
  }

  /** Insertions, deletions and changes of a letter, and swaps of two neighbours. */
  private static int distance(String a, String b) {
    int[] older = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        row[j] = Math.min(last[j - 1] + (same ? 0 : 1), 1 + Math.min(last[j], row[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], older[j - 2] + 1);
        }
      }
      older = last;
      last = row;
    }
    return last[b.length()];
  }
}
