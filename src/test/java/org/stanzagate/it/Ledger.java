package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What was sent to a gateway, over which of its streams, and what a webhook has seen of it. Over
 * each stream, all that was sent up to the last that the webhook ever saw was committed, for it is
 * committed in the order in which it comes; what was sent after that was in flight. Safe in any
 * thread.
 */
final class Ledger {
  /** The header by which a test tells one process from the next. */
  static final String LIFE = "X-Life";

  private static final Pattern ID = Pattern.compile("\\bid=['\"]n-(\\d+)['\"]");

  private final Map<Integer, Sent> sent = new TreeMap<>();
  private final List<Seen> seen = new ArrayList<>();
  private final Set<Integer> accepted = new TreeSet<>();

  /** A message that went to the gateway. */
  private record Sent(int number, String conversation, int stream) {}

  /** A request of the gateway. */
  private record Seen(int number, String life, String webhookId, String body, boolean accepted) {}

  /**
   * What has become of it all.
   *
   * @param repeated how many of the duplicated were repeated without a new process in between
   */
  record Account(
      int sent,
      int committed,
      int delivered,
      int duplicated,
      int repeated,
      int lost,
      int outOfOrder) {
    int inFlight() {
      return sent - committed;
    }

    @Override
    public String toString() {
      return "sent=%d in flight=%d committed=%d delivered=%d duplicated=%d lost=%d out of order=%d"
          .formatted(sent, inFlight(), committed, delivered, duplicated, lost, outOfOrder);
    }
  }

  /** The text of a message with that number. */
  static String message(int number, String from, String to) {
    return "<message from='%s' to='%s' type='chat' id='n-%d'><body>%d</body></message>"
        .formatted(from, to, number, number);
  }

  synchronized void sent(int number, String conversation, int stream) {
    sent.put(number, new Sent(number, conversation, stream));
  }

  /** Takes note of a request, before it is answered. */
  synchronized void seen(WebhookRequest request, boolean isAccepted) {
    int number = number(request);
    seen.add(
        new Seen(
            number,
            request.header(LIFE).orElse(""),
            request.header("webhook-id").orElse(""),
            request.text(),
            isAccepted));
    if (isAccepted) {
      accepted.add(number);
    }
  }

  static int number(WebhookRequest request) {
    Matcher id = ID.matcher(request.text());
    if (!id.find()) {
      throw new AssertionError("nobody has sent this: " + request);
    }
    return Integer.parseInt(id.group(1));
  }

  synchronized int sentSoFar() {
    return sent.size();
  }

  synchronized int seenSoFar() {
    return seen.size();
  }

  synchronized int acceptedSoFar() {
    return accepted.size();
  }

  /** Whether the webhook has accepted the last message of each conversation. */
  synchronized boolean isSettled() {
    Map<String, Integer> last = new HashMap<>();
    sent.values().forEach(one -> last.put(one.conversation(), one.number()));
    return accepted.containsAll(last.values());
  }

  synchronized Account account() {
    Set<Integer> committed = committed();
    Set<Integer> lost = new HashSet<>(committed);
    lost.removeAll(accepted);
    int deliveries = (int) seen.stream().filter(Seen::accepted).count();
    return new Account(
        sent.size(),
        committed.size(),
        accepted.size(),
        deliveries - accepted.size(),
        repeatedInOneLife(),
        lost.size(),
        outOfOrder(committed));
  }

  private Set<Integer> committed() {
    Map<Integer, Integer> last = new HashMap<>();
    for (Seen one : seen) {
      Sent origin = sent.get(one.number());
      assertThat(origin).as("what nobody has sent: %s", one).isNotNull();
      last.merge(origin.stream(), one.number(), Math::max);
    }
    Set<Integer> committed = new TreeSet<>();
    for (Sent one : sent.values()) {
      if (one.number() <= last.getOrDefault(one.stream(), -1)) {
        committed.add(one.number());
      }
    }
    return committed;
  }

  private int repeatedInOneLife() {
    Set<String> lives = new HashSet<>();
    return (int)
        seen.stream()
            .filter(Seen::accepted)
            .filter(one -> !lives.add(one.number() + " in " + one.life()))
            .count();
  }

  /** How often the webhook saw a message before an earlier one of its conversation was accepted. */
  private int outOfOrder(Set<Integer> committed) {
    Map<String, TreeSet<Integer>> open = new HashMap<>();
    for (int number : committed) {
      open.computeIfAbsent(conversation(number), name -> new TreeSet<>()).add(number);
    }
    int count = 0;
    for (Seen one : seen) {
      TreeSet<Integer> waiting = open.get(conversation(one.number()));
      if (!waiting.isEmpty() && waiting.first() < one.number()) {
        count++;
      }
      if (one.accepted()) {
        waiting.remove(one.number());
      }
    }
    return count;
  }

  private String conversation(int number) {
    Sent one = sent.get(number);
    return one == null ? "" : one.conversation();
  }

  /** Prints the account, which has to show nothing lost, and order, and repeats that are seen. */
  synchronized Account settle(String name) {
    Account account = account();
    System.out.println(name + ": " + account);
    Map<Integer, @Nullable Seen> first = new HashMap<>();
    for (Seen one : seen) {
      Seen before = first.putIfAbsent(one.number(), one);
      if (before != null) {
        assertThat(one.webhookId()).as("webhook-id of a repeat").isEqualTo(before.webhookId());
        assertThat(one.body()).as("body of a repeat").isEqualTo(before.body());
      }
    }
    assertThat(first.values()).extracting(Seen::webhookId).doesNotHaveDuplicates();
    assertThat(account.lost()).as("lost: %s", account).isZero();
    assertThat(account.outOfOrder()).as("out of order: %s", account).isZero();
    return account;
  }
}
