package org.stanzagate.xml;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What one stream must bear that goes on for weeks, with anybody writing into it. */
class LongStreamTest {
  private static final int MAX_STANZA = 512 * 1024;
  private static final long MIB = 1024 * 1024;

  private final Counter counter = new Counter();
  private final StreamReader reader = new StreamReader(MAX_STANZA, "jabber:client", counter);

  LongStreamTest() throws XmlException {
    feed(Transcript.HEADER);
  }

  @Test
  void entitiesAreNotCountedOverTheStream() throws XmlException {
    String message = "<message><body>" + "&amp;&#228;".repeat(1_000) + "</body></message>";
    for (int i = 0; i < 300; i++) {
      feed(message);
    }
    assertThat(counter.refused).isEmpty();
    assertThat(counter.stanzas).isEqualTo(300);
    assertThat(counter.last.element("jabber:client", "body").orElseThrow().text())
        .isEqualTo("&ä".repeat(1_000));
  }

  @Test
  void entitiesAreNotCountedOverAStanza() throws XmlException {
    feed("<message><body>" + "&amp;".repeat(104_000) + "</body></message>");
    assertThat(counter.refused).isEmpty();
    assertThat(counter.last.elements().get(0).text()).hasSize(104_000);
  }

  @Test
  void aMillionNewNamesLeaveNothingBehind() throws XmlException {
    names(0, 20_000);
    long before = usedHeap();
    names(20_000, 1_020_000);
    assertThat(usedHeap() - before).isLessThan(32 * MIB);
    assertThat(counter.refused).isEmpty();
    assertThat(counter.stanzas).isEqualTo(102_000);
  }

  private void names(int from, int to) throws XmlException {
    for (int i = from; i < to; i += 10) {
      StringBuilder stanza = new StringBuilder("<message>");
      for (int j = i; j < i + 10; j += 5) {
        String prefix = "n" + j;
        stanza.append("<" + prefix + ":e" + (j + 1) + " xmlns:" + prefix + "='urn:n" + (j + 2));
        stanza.append("' a" + (j + 3) + "='' " + prefix + ":b" + (j + 4) + "=''/>");
      }
      feed(stanza.append("</message>").toString());
    }
  }

  @Test
  void refusedStanzasLeaveNothingBehind() throws XmlException {
    refusals(500);
    long before = usedHeap();
    refusals(5_000);
    assertThat(usedHeap() - before).isLessThan(32 * MIB);
    assertThat(counter.stanzas).isZero();
  }

  private void refusals(int number) throws XmlException {
    for (int i = 0; i < number; i++) {
      counter.refused.clear();
      feed("<message><a" + i + "><p" + i + ":b/></a" + i + "></message>");
      feed("<message><c" + i + ">&" + i + ";</c" + i + "></message>");
      assertThat(counter.refused).hasSize(2);
    }
  }

  @Test
  void betweenLargeStanzasLittleIsHeld() throws XmlException {
    long before = usedHeap();
    List<StreamReader> readers = new ArrayList<>();
    String large = "<message><body>" + "x".repeat(MAX_STANZA - 32) + "</body></message>";
    String tooLarge = "<message><body>" + "x".repeat(MAX_STANZA) + "</body></message>";
    for (int i = 0; i < 100; i++) {
      StreamReader one = new StreamReader(MAX_STANZA, "jabber:client", counter);
      for (String part : new String[] {Transcript.HEADER, large, tooLarge}) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        int half = bytes.length / 2;
        one.feed(bytes, 0, half);
        one.feed(bytes, half, bytes.length - half);
      }
      readers.add(one);
    }
    counter.last = Element.of("", "none");
    assertThat(usedHeap() - before).isLessThan(16 * MIB);
    assertThat(readers).hasSize(100);
  }

  @Test
  void aStanzaOf512KiBIsTaken() throws XmlException {
    String start = "<message><body>";
    String end = "</body></message>";
    String body = "x".repeat(MAX_STANZA - start.length() - end.length());
    feed(start + body + end);
    assertThat(counter.refused).isEmpty();
    assertThat(counter.last.elements().get(0).text()).isEqualTo(body);
    feed(start + body + "y" + end);
    assertThat(counter.refused).hasSize(1);
    feed("<message/>");
    assertThat(counter.stanzas).isEqualTo(2);
  }

  @Test
  void namesWhoseHashesCollideAreReadWithinTheLimits() throws XmlException {
    List<String> colliding = colliding(5_000);
    StringBuilder elements = new StringBuilder("<message>");
    colliding.subList(0, 4_999).forEach(name -> elements.append('<').append(name).append("/>"));
    feed(elements.append("</message>").toString());
    StringBuilder attributes = new StringBuilder("<message><x");
    colliding.subList(0, 1_000).forEach(name -> attributes.append(' ').append(name).append("=''"));
    feed(attributes.append("/></message>").toString());
    StringBuilder prefixes = new StringBuilder("<message><x");
    colliding
        .subList(0, 1_000)
        .forEach(
            name -> prefixes.append(" xmlns:").append(name).append("='").append(name).append("'"));
    feed(prefixes.append("/></message>").toString());
    assertThat(counter.refused).isEmpty();
    assertThat(counter.stanzas).isEqualTo(3);
  }

  @Test
  void moreThanTheLimitsIsRefusedWithoutHarm() throws XmlException {
    List<String> colliding = colliding(5_001);
    StringBuilder elements = new StringBuilder("<message>");
    StringBuilder attributes = new StringBuilder("<message><x");
    StringBuilder prefixes = new StringBuilder("<message><x");
    for (String name : colliding) {
      elements.append('<').append(name).append("/>");
      attributes.append(' ').append(name).append("=''");
      prefixes.append(" xmlns:").append(name).append("='u'");
    }
    feed(elements.append("</message>").toString());
    feed(attributes.append("/></message>").toString());
    feed(prefixes.append("/></message>").toString());
    assertThat(counter.refused)
        .extracting(XmlException::reason)
        .containsOnly(XmlException.Reason.LIMIT)
        .hasSize(3);
  }

  /** Names with one and the same hash, in Java's own way of counting. */
  private static List<String> colliding(int number) {
    List<String> names = new ArrayList<>();
    for (int i = 0; names.size() < number; i++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < 13; bit++) {
        name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      names.add(name.toString());
    }
    assertThat(names.stream().map(String::hashCode).distinct()).hasSize(1);
    return names;
  }

  private void feed(String xml) throws XmlException {
    byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
    reader.feed(bytes, 0, bytes.length);
  }

  private static long usedHeap() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  /** Holds what came last, and no more. */
  private static final class Counter implements StreamReader.Listener {
    private int stanzas;
    private Element last = Element.of("", "none");
    private final List<XmlException> refused = new ArrayList<>();

    @Override
    public void opened(StreamHeader header) {
      assertThat(header.defaultNamespace()).isEqualTo("jabber:component:accept");
    }

    @Override
    public void stanza(Element stanza) {
      stanzas++;
      last = stanza;
    }

    @Override
    public void refused(XmlException fault, Optional<StanzaHead> head) {
      refused.add(fault);
    }

    @Override
    public void closed() {
      throw new AssertionError("nobody closed it");
    }
  }
}
