package org.stanzagate.webhook;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Backlog;

/**
 * The lanes of which the store holds something, by name; there may be as many as memory has room
 * for. For one thread at a time.
 */
final class DurableLanes {
  /** About what a conversation takes in memory, none of its stanzas counted. */
  private static final long WEIGHT = 500;

  private final Backlog room;
  private final Backlog readAhead;
  private final Map<String, DurableLane> lanes = new LinkedHashMap<>();

  /**
   * @param room for the lanes; {@code readAhead} for what they keep of their stanzas
   */
  DurableLanes(Backlog room, Backlog readAhead) {
    this.room = room;
    this.readAhead = readAhead;
  }

  @Nullable DurableLane find(String name) {
    return lanes.get(name);
  }

  /** A new one; null where there is no room for it. */
  @Nullable DurableLane add(String name) {
    return room.take(WEIGHT) ? put(name) : null;
  }

  /** The one of this name, be there room or not: the store has it already. */
  DurableLane findOrForce(String name) {
    DurableLane found = lanes.get(name);
    if (found != null) {
      return found;
    }
    room.force(WEIGHT);
    return put(name);
  }

  private DurableLane put(String name) {
    DurableLane lane = new DurableLane(name, readAhead);
    lanes.put(name, lane);
    return lane;
  }

  void forgetIfEmpty(DurableLane lane) {
    if (lane.isEmpty() && lanes.remove(lane.name, lane)) {
      room.giveBack(WEIGHT);
    }
  }

  boolean isEmpty() {
    return lanes.isEmpty();
  }

  void forEach(Consumer<DurableLane> action) {
    lanes.values().forEach(action);
  }

  /** Those that wait for another try. */
  List<DurableLane> waiting() {
    return lanes.values().stream().filter(lane -> lane.retry != null).toList();
  }

  /** When the first of those is tried again. */
  Optional<Instant> nextTry() {
    return waiting().stream()
        .flatMap(lane -> Optional.ofNullable(lane.nextTry).stream())
        .min(Comparator.naturalOrder());
  }

  /** How many stanzas there are in all. */
  long size() {
    return lanes.values().stream().mapToLong(DurableLane::size).sum();
  }
}
