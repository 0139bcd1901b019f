package reprise.testee.router;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.Procedure;

/**
 * The document's procedures: one result for two numbers. Whole numbers of any size stay whole; with a fraction on either side the
 * result is 64-bit floating point. It uses the serializer of the arguments. Anything but two numbers, or a result that the
 * serializer cannot express, is {@code wamp.error.invalid_argument}.
 */
public enum Arithmetic implements Procedure {
    ADD, SUBTRACT, MULTIPLY,
    /** Python's modulo: the result has the sign of the second number. */
    MODULO;

    private static final BigInteger LEAST_64 = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST_64 = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    /** Finds a procedure by its name in lower case, such as {@code add}. */
    public static Arithmetic named(String name) {
        for (var operation : values()) {
            if (operation.name().toLowerCase(Locale.ROOT).equals(name)) return operation;
        }
        throw new IllegalArgumentException("operation '" + name + "'; there are: add, subtract, multiply, modulo");
    }

    @Override
    public void call(Payload arguments, Answer answer) {
        Payload result;
        try {
            result = of(arguments);
        } catch (IllegalArgumentException | ArithmeticException | IOException e) {
            answer.error("wamp.error.invalid_argument", Payload.text(e.getMessage()));
            return;
        }
        answer.result(result);
    }

    private Payload of(Payload arguments) throws IOException {
        byte[] args = arguments.args(arguments.form());
        if (args == null) throw new IllegalArgumentException("no args; give two numbers, for example [2, 3]");
        try (var in = arguments.form().factory().createParser(args)) {
            in.nextToken();
            Number x = number(in);
            Number y = number(in);
            if (in.nextToken() != JsonToken.END_ARRAY) throw new IllegalArgumentException("more than two args; give two numbers");
            var out = new ByteArrayOutputStream(24);
            try (var generator = arguments.form().factory().createGenerator(out)) {
                generator.writeStartArray();
                switch (of(x, y)) {
                    case Long whole -> generator.writeNumber(whole);
                    case BigInteger big -> generator.writeNumber(fitting(big, arguments));
                    case Number real -> generator.writeNumber(finite(real.doubleValue()));
                }
                generator.writeEndArray();
            }
            return Payload.of(arguments.form(), out.toByteArray(), null);
        }
    }

    private static Number number(JsonParser in) throws IOException {
        var token = in.nextToken();
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            throw new IllegalArgumentException("args that are no two numbers; for example [2, 3]");
        }
        if (token == JsonToken.VALUE_NUMBER_FLOAT) return finite(in.getDoubleValue());
        return switch (in.getNumberType()) {
            case INT, LONG -> in.getLongValue();
            default -> in.getBigIntegerValue();
        };
    }

    /** Both are Long, BigInteger or Double; so is the result, a Long wherever it fits. */
    Number of(Number x, Number y) {
        if (x instanceof Double || y instanceof Double) return of(x.doubleValue(), y.doubleValue());
        if (x instanceof Long a && y instanceof Long b) {
            try {
                return of((long) a, (long) b);
            } catch (ArithmeticException _) {
                // more than 64 bits, or modulo zero: compute with big numbers
            }
        }
        var big = of(new BigDecimal(x.toString()).toBigIntegerExact(), new BigDecimal(y.toString()).toBigIntegerExact());
        return big.bitLength() < Long.SIZE ? (Number) big.longValue() : big;
    }

    private long of(long x, long y) {
        return switch (this) {
            case ADD -> Math.addExact(x, y);
            case SUBTRACT -> Math.subtractExact(x, y);
            case MULTIPLY -> Math.multiplyExact(x, y);
            case MODULO -> Math.floorMod(x, y);
        };
    }

    private BigInteger of(BigInteger x, BigInteger y) {
        return switch (this) {
            case ADD -> x.add(y);
            case SUBTRACT -> x.subtract(y);
            case MULTIPLY -> x.multiply(y);
            case MODULO -> {
                if (y.signum() == 0) throw new ArithmeticException("modulo by zero");
                var rest = x.mod(y.abs()); // never negative
                yield y.signum() < 0 && rest.signum() != 0 ? rest.add(y) : rest;
            }
        };
    }

    private double of(double x, double y) {
        return switch (this) {
            case ADD -> x + y;
            case SUBTRACT -> x - y;
            case MULTIPLY -> x * y;
            case MODULO -> {
                if (y == 0) throw new ArithmeticException("modulo by zero");
                double rest = x % y; // has the sign of x
                yield rest == 0 ? Math.copySign(0.0, y) : rest < 0 != y < 0 ? rest + y : rest;
            }
        };
    }

    private static double finite(double value) {
        if (!Double.isFinite(value)) throw new ArithmeticException("a number beyond 64-bit floating point");
        return value;
    }

    private static BigInteger fitting(BigInteger value, Payload arguments) {
        boolean fits = arguments.form() == reprise.transport.wamp.Serializer.JSON
            || value.compareTo(LEAST_64) >= 0 && value.compareTo(MOST_64) <= 0;
        if (!fits) throw new ArithmeticException("the result " + value + " has more than the 64 bits of MessagePack");
        return value;
    }
}
