package reprise.simulator.amqp;

import java.util.LinkedHashMap;
import java.util.Map;
import reprise.transport.amqp.ExchangeMethod;

/** An exchange to declare: {@code amqp.exchange("news", "fanout").declare()}. What is not named is off. */
public final class ExchangeDeclaration {
    private final Amqp amqp;
    private final String name;
    private final String type;
    private final Map<String, Object> arguments = new LinkedHashMap<>();
    private boolean durable;
    private boolean autoDelete;

    ExchangeDeclaration(Amqp amqp, String name, String type) {
        this.amqp = amqp;
        this.name = name;
        this.type = type;
    }

    /** It outlives a restart of the broker. */
    public ExchangeDeclaration durable() {
        durable = true;
        return this;
    }

    /** It is deleted when its last binding goes. */
    public ExchangeDeclaration autoDelete() {
        autoDelete = true;
        return this;
    }

    /** Such as alternate-exchange. */
    public ExchangeDeclaration argument(String argument, Object value) {
        arguments.put(argument, value);
        return this;
    }

    /** Declares it and returns its name. An exchange that is there is left as it is. */
    public String declare() {
        amqp.request("the declaration of exchange " + name,
            new ExchangeMethod.Declare(name, type, false, durable, autoDelete, false, false, arguments));
        return name;
    }
}
