package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.stanzagate.stanza.Kind;
import org.stanzagate.xml.Element;

/** What it takes to read a stanza from a body, and to write it: JSON and XML. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class CodecBenchmark {
  @Param({"chat", "disco", "form"})
  public String what;

  private StanzaCodec json;
  private StanzaCodec xml;
  private Element stanza;
  private byte[] asJson;
  private byte[] asXml;

  @Setup
  public void setUp() throws DecodeException {
    Codecs codecs = Codecs.load();
    json = codecs.forContentType("application/json").orElseThrow();
    xml = codecs.forContentType("application/xmpp+xml").orElseThrow();
    asXml = text().getBytes(UTF_8);
    stanza = xml.decode(asXml, Kind.MESSAGE, Leniency.STRICT);
    asJson = json.encode(stanza);
  }

  private String text() {
    return switch (what) {
      case "chat" ->
          "<message type='chat' to='juliet@example.net/balcony' from='romeo@example.net/orchard'"
              + " id='ktx72v49' xml:lang='en'><body>Art thou not Romeo, and a Montague?</body>"
              + "<thread>e0ffe42b28561960c6b12b944a092794b9683a38</thread></message>";
      case "disco" ->
          iq(
              "<query xmlns='http://jabber.org/protocol/disco#info'>"
                  + "<identity category='server' type='im' name='Server'/>"
                  + repeat(60, "<feature var='urn:xmpp:feature:%d'/>")
                  + "</query>");
      default ->
          iq(
              "<command xmlns='http://jabber.org/protocol/commands' node='config' sessionid='s'"
                  + " status='executing'><x xmlns='jabber:x:data' type='form'><title>T</title>"
                  + repeat(
                      20,
                      "<field var='field-%1$d' type='text-single' label='Field %1$d'>"
                          + "<required/><value>value %1$d</value></field>")
                  + "</x></command>");
    };
  }

  private static String iq(String payload) {
    return "<iq type='result' id='i1' from='a@example.net' to='b@example.net'>" + payload + "</iq>";
  }

  private static String repeat(int times, String format) {
    return IntStream.range(0, times)
        .mapToObj(i -> format.formatted(i))
        .collect(Collectors.joining());
  }

  @Benchmark
  public Element jsonIn() throws DecodeException {
    return json.decode(asJson, Kind.MESSAGE, Leniency.STRICT);
  }

  @Benchmark
  public byte[] jsonOut() {
    return json.encode(stanza);
  }

  @Benchmark
  public Element xmlIn() throws DecodeException {
    return xml.decode(asXml, Kind.MESSAGE, Leniency.STRICT);
  }

  @Benchmark
  public byte[] xmlOut() {
    return xml.encode(stanza);
  }
}
