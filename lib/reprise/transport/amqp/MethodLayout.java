package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads and writes one method as its record declares it: the reserved arguments before, the components in their order, those after. The
 * paths that run for each message are in {@link BasicCodec}.
 */
record MethodLayout(Arguments arguments, Argument[] forms, java.lang.reflect.Method[] getters, Constructor<?> constructor) {
    private static final Map<Integer, MethodLayout> BY_ID = new HashMap<>();
    private static final Map<Class<?>, MethodLayout> BY_TYPE = new HashMap<>();

    static {
        Stream.of(Method.class.getPermittedSubclasses()).flatMap(of -> Stream.of(of.getPermittedSubclasses())).forEach(type -> {
            var components = List.of(type.getRecordComponents());
            var layout = new MethodLayout(type.getAnnotation(Arguments.class),
                components.stream().map(Argument::of).toArray(Argument[]::new),
                components.stream().map(RecordComponent::getAccessor).toArray(java.lang.reflect.Method[]::new),
                type.getDeclaredConstructors()[0]);
            BY_ID.put(layout.arguments.id(), layout);
            BY_TYPE.put(type, layout);
        });
    }

    static MethodLayout of(Method method) {
        return BY_TYPE.get(method.getClass());
    }

    /** Null if there is no such method. */
    static MethodLayout of(int id) {
        return BY_ID.get(id);
    }

    Method read(ByteBuf in) {
        for (var reserved : arguments.before()) reserved.read(in);
        var values = new Object[forms.length];
        int bits = 0;
        int octet = 0;
        for (int i = 0; i < values.length; i++) {
            if (forms[i] == Argument.BIT) {
                if (bits == 0) octet = in.readByte();
                values[i] = Wire.bit(octet, bits++);
            } else {
                bits = 0;
                values[i] = forms[i].read(in);
            }
        }
        for (var reserved : arguments.after()) reserved.read(in);
        try {
            return (Method) constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(constructor.toString(), e);
        }
    }

    void write(Method method, ByteBuf out) {
        for (var reserved : arguments.before()) reserved.writeReserved(out);
        int bits = 0;
        int octet = 0;
        for (int i = 0; i < forms.length; i++) {
            if (forms[i] == Argument.BIT) {
                octet |= Wire.bit((boolean) value(method, i), bits++);
                continue;
            }
            if (bits > 0) out.writeByte(octet);
            bits = 0;
            octet = 0;
            forms[i].write(out, value(method, i));
        }
        if (bits > 0) out.writeByte(octet);
        for (var reserved : arguments.after()) reserved.writeReserved(out);
    }

    private Object value(Method method, int component) {
        try {
            return getters[component].invoke(method);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(getters[component].toString(), e);
        }
    }
}
