package org.stanzagate.it;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The real servers, each started when a test first needs it, and stopped after the last test; and a
 * gateway on them, without a webhook, with one or with examples, for each test class that asks for
 * it.
 */
final class RealServers implements ClassTemplateInvocationContextProvider {
  private static final ExtensionContext.Namespace STORE =
      ExtensionContext.Namespace.create(RealServers.class);

  @Override
  public boolean supportsClassTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(
      ExtensionContext context) {
    return Stream.of(
        new Round("prosody", List.of("prosody", "prosodyctl"), Optional::empty, Prosody::started),
        new Round("ejabberd", List.of(Ejabberd.CONTROL), Ejabberd::problem, Ejabberd::started));
  }

  /**
   * A test class run on one server.
   *
   * @param name of the server, and of Debian's package
   */
  private record Round(
      String name,
      List<String> programs,
      Supplier<Optional<String>> unusable,
      Supplier<RealServer> starter)
      implements ClassTemplateInvocationContext,
          BeforeClassTemplateInvocationCallback,
          ParameterResolver {

    @Override
    public String getDisplayName(int invocationIndex) {
      return name;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(this);
    }

    @Override
    public void beforeClassTemplateInvocation(ExtensionContext context) {
      context
          .getRoot()
          .getStore(STORE)
          .getOrComputeIfAbsent(
              programs,
              key -> ServerPackages.provide(name, programs, unusable),
              ServerPackages.Found.class)
          .orSkip();
      server(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> type = parameter.getParameter().getType();
      return List.of(
              RealServer.class, GatewayProcess.class, RealWebhook.class, RunningExamples.class)
          .contains(type);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> type = parameter.getParameter().getType();
      if (type == RealWebhook.class) {
        return webhook(context);
      }
      if (type == RunningExamples.class) {
        return examples(context);
      }
      return type == RealServer.class ? server(context) : gateway(context);
    }

    private RealServer server(ExtensionContext context) {
      return context
          .getRoot()
          .getStore(STORE)
          .getOrComputeIfAbsent(name, key -> starter.get(), RealServer.class);
    }

    /** The one that the tests of this class share. */
    private GatewayProcess gateway(ExtensionContext context) {
      return context
          .getStore(STORE)
          .getOrComputeIfAbsent(
              "gateway of " + name,
              key -> GatewayProcess.ready(GatewaySettings.on(server(context))),
              GatewayProcess.class);
    }

    /** The one that the tests of this class share, with a gateway of its own. */
    private RealWebhook webhook(ExtensionContext context) {
      return context
          .getStore(STORE)
          .getOrComputeIfAbsent(
              "webhook of " + name, key -> RealWebhook.on(server(context)), RealWebhook.class);
    }

    /** Those that the tests of this class share, with a gateway of their own. */
    private RunningExamples examples(ExtensionContext context) {
      return context
          .getStore(STORE)
          .getOrComputeIfAbsent(
              "examples on " + name,
              key -> RunningExamples.on(server(context)),
              RunningExamples.class);
    }
  }
}
