package reprise.simulator.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reprise.recorder.Clock;
import reprise.simulator.Allocation;

final class DeliveriesTest {
    private static final long MS = 1_000_000;
    private static final long WALL = 1_700_000_000_000_000_000L;
    private static final long GRACE = 10_000 * MS;

    /** The test passes the time; the clock only provides the offset of wall time. */
    private static final Clock CLOCK = new Clock() {
        @Override
        public long nanos() {
            throw new AssertionError("not to be asked");
        }

        @Override
        public long wallNs(long nanos) {
            return nanos + WALL;
        }
    };

    private final Deliveries deliveries = new Deliveries(2, CLOCK, GRACE);
    private final List<String> settled = new ArrayList<>();

    private void settle(long nowNs) {
        deliveries.settle(nowNs, (server, sentNs, lastNs, made, missing) ->
            settled.add(server + ": sent " + sentNs / MS + " last " + lastNs / MS + " made " + made + " missing " + missing));
    }

    @Test
    void broadcast_toThreeListeners_isExpectedAndTimedAtEach() {
        var a = deliveries.join(0);
        var b = deliveries.join(0);
        var c = deliveries.join(0);
        deliveries.join(1); // on another server, so it expects nothing
        long stamp = deliveries.sending(0, 5 * MS);
        assertEquals(2 * MS, deliveries.delivered(a, stamp, 7 * MS));
        assertEquals(4 * MS, deliveries.delivered(b, stamp, 9 * MS));
        settle(9 * MS);
        assertEquals(List.of(), settled); // c's delivery is missing, but still in time
        assertEquals(3 * MS, deliveries.delivered(c, stamp, 8 * MS));
        settle(9 * MS);
        assertEquals(List.of("0: sent 5 last 4 made 3 missing 0"), settled);
        for (var listener : List.of(a, b, c)) deliveries.leave(listener, false);
        assertEquals(new DeliveryTotals(1, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0), deliveries.totals(0));
        assertEquals(0, deliveries.open(0));
        assertEquals(1, deliveries.open(1));
    }

    @Test
    void stamp_isWallTimeWithinASlotsStride() {
        // 2^17 ns = 0.13 ms
        long stamp = deliveries.sending(0, 123_456_789);
        assertTrue(Math.abs(stamp - (WALL + 123_456_789)) < 1 << 17, "off by " + (stamp - WALL - 123_456_789));
        assertEquals(19, Long.toString(stamp).length());
        assertEquals(Deliveries.UNFOLLOWED, deliveries.delivered(deliveries.join(0), deliveries.plainStamp(123_456_789), 0));
    }

    @Test
    void losses_eachHaveTheirCause() {
        var leaves = deliveries.join(0);
        var isCut = deliveries.join(0);
        var skips = deliveries.join(0);
        var stays = deliveries.join(0);
        long first = deliveries.sending(0, 0);
        long second = deliveries.sending(0, MS);
        for (var listener : List.of(leaves, stays)) deliveries.delivered(listener, first, 2 * MS);
        for (var listener : List.of(skips, stays)) deliveries.delivered(listener, second, 3 * MS);
        deliveries.leave(leaves, false); // second was in flight
        deliveries.leave(isCut, true); // both
        deliveries.leave(skips, false); // first never arrived, though second did
        deliveries.leave(stays, false);
        var totals = deliveries.totals(0);
        assertEquals(new DeliveryTotals(2, 8, 4, 1, 2, 0, 1, 0, 0, 0, 0), totals);
        assertEquals(4, totals.lost());
        assertTrue(totals.addsUp());
        settle(GRACE);
        assertEquals(List.of("0: sent 0 last 2 made 2 missing 2"), settled); // second has 1 ms of grace left
        settle(Long.MAX_VALUE);
        assertEquals("0: sent 1 last 2 made 2 missing 2", settled.get(1));
        assertEquals(2, deliveries.totals(0).incompleteMessages());
    }

    @Test
    void delivery_afterTheGrace_isLateAndLost() {
        var listener = deliveries.join(0);
        long stamp = deliveries.sending(0, 0);
        settle(GRACE);
        assertEquals(Deliveries.LATE, deliveries.delivered(listener, stamp, GRACE + 1));
        deliveries.leave(listener, false);
        assertEquals(new DeliveryTotals(1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1), deliveries.totals(0));
        assertTrue(deliveries.totals(0).addsUp());
    }

    @Test
    void delivery_toALaterListenerOrTwice_isCountedApart() {
        var listener = deliveries.join(0);
        long stamp = deliveries.sending(0, 0);
        var newcomer = deliveries.join(0);
        assertEquals(Deliveries.EARLY, deliveries.delivered(newcomer, stamp, MS));
        assertEquals(MS, deliveries.delivered(listener, stamp, MS));
        assertEquals(Deliveries.DUPLICATE, deliveries.delivered(listener, stamp, MS));
        settle(MS);
        assertEquals(Deliveries.DUPLICATE, deliveries.delivered(listener, stamp, MS));
        deliveries.leave(listener, false);
        deliveries.leave(newcomer, false);
        assertEquals(new DeliveryTotals(1, 1, 1, 0, 0, 0, 0, 1, 2, 0, 0), deliveries.totals(0));
        assertTrue(deliveries.totals(0).addsUp());
    }

    /** Two listeners, one message: it arrives twice at the first and never at the second, whose loss the duplicate must not hide. */
    @Test
    void duplicate_atOneListener_takesNoOthersPlace() {
        var twice = deliveries.join(0);
        var never = deliveries.join(0);
        long stamp = deliveries.sending(0, 0);
        assertEquals(MS, deliveries.delivered(twice, stamp, MS));
        assertEquals(Deliveries.DUPLICATE, deliveries.delivered(twice, stamp, 2 * MS));
        settle(GRACE);
        assertEquals(List.of("0: sent 0 last 1 made 1 missing 1"), settled);
        assertEquals(Deliveries.LATE, deliveries.delivered(never, stamp, GRACE + 1));
        assertEquals(Deliveries.DUPLICATE, deliveries.delivered(never, stamp, GRACE + 2)); // late twice counts as late once
        deliveries.leave(twice, false);
        deliveries.leave(never, false);
        assertEquals(new DeliveryTotals(1, 2, 1, 0, 0, 1, 0, 0, 2, 0, 1), deliveries.totals(0));
        assertTrue(deliveries.totals(0).addsUp());
    }

    /** Compares with a set: numbers in any order, across every size of the ring, with gaps longer than it; each is present once added. */
    @Test
    void arrived_ofNumbersInAnyOrder_isWhatASetHas() {
        var random = new Random(7);
        for (long after : List.of(0L, 63L, 1_000_003L)) {
            var arrived = new Arrived(after);
            var set = new java.util.HashSet<Long>();
            long newest = after;
            for (int i = 0; i < 20_000; i++) {
                newest += random.nextInt(500) == 0 ? random.nextInt(1_000) : random.nextInt(3);
                long number = Math.max(after + 1, newest - random.nextInt(200));
                assertEquals(set.contains(number), arrived.has(number), number + " of " + newest + " after " + after);
                arrived.add(number);
                set.add(number);
                assertTrue(arrived.has(number));
            }
            assertEquals((long) set.stream().max(Long::compare).orElseThrow(), arrived.highest());
        }
    }

    @Test
    void stamp_ofAnotherServerOrOfNobody_isForeign() {
        var other = deliveries.join(1);
        deliveries.join(0);
        long stamp = deliveries.sending(0, 0);
        assertEquals(Deliveries.FOREIGN, deliveries.delivered(other, stamp, MS));
        assertEquals(Deliveries.FOREIGN, deliveries.delivered(other, stamp + (1 << 17), MS));
        assertEquals(Deliveries.FOREIGN, deliveries.delivered(other, 1_700_000_000_000L, MS)); // an arbitrary epoch in ms
    }

    @Test
    void table_full_sendsUntrackedAndCountsIt_andTakesAgainWhenSettled() {
        var listener = deliveries.join(0);
        for (int i = 0; i < 131_071; i++) deliveries.sending(0, i);
        assertEquals(0, deliveries.totals(0).untracked());
        long untracked = deliveries.sending(0, 131_071);
        assertEquals(1, deliveries.totals(0).untracked());
        assertEquals(Deliveries.UNFOLLOWED, deliveries.delivered(listener, untracked, MS));
        settle(Long.MAX_VALUE);
        long stamp = deliveries.sending(0, 5 * MS); // a slot's second message
        assertEquals(MS, deliveries.delivered(listener, stamp, 6 * MS));
        assertEquals(131_072, deliveries.totals(0).messages());
    }

    @Test
    void counts_ofManyThreads_addUpOnBothSides() throws Exception {
        // Four threads each join, send, deliver to their own listeners in a random order and leave, on two servers. Nothing
        // is delivered twice, so what the messages expect is what the listeners had made or lost.
        var sent = new ConcurrentHashMap<Long, Integer>();
        try (var pool = Executors.newFixedThreadPool(4)) {
            var parts = new ArrayList<Future<?>>();
            for (int thread = 0; thread < 4; thread++) {
                var random = new Random(thread);
                parts.add(pool.submit(() -> {
                    for (int round = 0; round < 2_000; round++) {
                        int server = random.nextInt(2);
                        var listeners = List.of(deliveries.join(server), deliveries.join(server), deliveries.join(server));
                        long atNs = round * 1000L + 500;
                        for (int i = 0; i < 3; i++) sent.put(deliveries.sending(server, round * 1000L + i), server);
                        for (var listener : listeners) {
                            sent.forEach((stamp, to) -> {
                                if (to == server && random.nextInt(3) > 0) deliveries.delivered(listener, stamp, atNs);
                            });
                            deliveries.leave(listener, random.nextBoolean());
                        }
                        if (sent.size() > 12) sent.keySet().stream().limit(6).toList().forEach(sent::remove);
                    }
                }));
            }
            for (var part : parts) part.get();
        }
        settle(Long.MAX_VALUE);
        long made = settled.stream().mapToLong(line -> Long.parseLong(line.replaceFirst(".* made (\\d+) .*", "$1"))).sum();
        long missing = settled.stream().mapToLong(line -> Long.parseLong(line.replaceFirst(".* missing ", ""))).sum();
        var zero = deliveries.totals(0);
        var one = deliveries.totals(1);
        assertTrue(zero.addsUp(), zero.toString());
        assertTrue(one.addsUp(), one.toString());
        assertEquals(24_000, zero.messages() + one.messages());
        assertEquals(made, zero.made() + one.made());
        assertEquals(missing, zero.lost() + one.lost());
        assertTrue(made > 10_000 && missing > 0, made + " made, " + missing + " missing");
        assertEquals(0, deliveries.open(0) + deliveries.open(1));
    }

    @Test
    void broadcastAndDelivery_allocateNothing() {
        var listener = deliveries.join(0);
        var body =
            Unpooled.copiedBuffer("{\"action_type\": \"broadcast\", \"body\": \"1700000000000000000\", \"user_id\": 7}",
            StandardCharsets.UTF_8);
        Allocation.assertNone(10_000, () -> {
            long stamp = deliveries.sending(0, MS);
            deliveries.delivered(listener, stamp, 2 * MS);
            StampReader.JSON_BODY.stamp(body);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"body\":\"123\"}                              | 123",
        "{\"action_type\": \"direct\", \"body\" : \"1700000000000000001\", \"data\": {\"x\": 5}} | 1700000000000000001",
        "{\"body\": 123}                                 | 123",
        "{\"body\": \"12a\"}                             | -1",
        "{\"body\": \"\"}                                | -1",
        "{\"body\": null}                                | -1",
        "{\"bod\": \"123\"}                              | -1",
        "{\"body\"                                       | -1",
        "{\"body\": \"123                                | -1",
        "{\"x\": \"body\", \"body\": \"7\"}              | 7",
        "{\"body\": \"12345678901234567890\"}            | -1",
        "{\"body\": \"9999999999999999999\"}             | -1",
        "{\"accept\": true}                              | -1",
    })
    void stampReader_ofAMessage_findsTheBodysDigits(String json, long expected) {
        assertEquals(expected,
            StampReader.JSON_BODY.stamp(Unpooled.copiedBuffer("junk" + json.strip(), StandardCharsets.UTF_8).readerIndex(4)));
    }

    @Test
    void message_withStamp_standsBetweenItsParts() {
        var out = Message.broadcast("{\"body\": \"", "\"}").encode(Unpooled.buffer().alloc(), 1_700_000_000_000_000_000L);
        assertEquals("{\"body\": \"1700000000000000000\"}", out.toString(StandardCharsets.UTF_8));
        assertEquals(1_700_000_000_000_000_000L, StampReader.JSON_BODY.stamp(out));
        out.release();
    }
}
