using System.Text;
using System.Text.Json;
using Cell.Identity;
using NUnit.Framework;

namespace Cell.Tissue;

internal sealed class MessageTests
{
    [TestCase("{}", "\"found\" is missing.")]
    [TestCase("""{ "v": 1, "found": null }""", "\"found\" is missing.")]
    [TestCase("""{ "v": 1, "found": [null] }""", "\"found[0]\" is missing.")]
    [TestCase("""{ "v": 1, "found": [{ "depth": 1 }] }""", "\"found[0].urls\" is missing.")]
    [TestCase("""{ "v": 1, "found": [{ "depth": 1, "urls": ["http://a.test/", null] }] }""", "\"found[0].urls[1]\" is missing.")]
    [TestCase("null", "null is no message.")]
    [Category("Invariant 11")]
    public void What_a_message_needs_and_lacks_is_named(string json, string message) =>
        Assert.That(async () => await Message.ReadAsync(Body(json), TissueJson.Default.LinkBatch, CancellationToken.None), Throws.TypeOf<JsonException>().With.Message.EqualTo(message));

    [Test]
    public async Task What_may_be_absent_may()
    {
        var answer = await Message.ReadAsync(Body("""{ "v": 1, "retryAfterMs": 50, "dry": false, "unknown": [null] }"""), TissueJson.Default.LeaseAnswer, CancellationToken.None);
        Assert.That((answer.Lease, answer.RetryAfterMs), Is.EqualTo(((Lease?)null, 50)));
    }

    [Test]
    public async Task A_heartbeat_reads_back_as_it_was_written()
    {
        var cell = new CellId(Guid.Empty);
        var beat = Health.TestRoster.Beat(cell, Health.TestRoster.Founder(0));
        var read = await Message.ReadAsync(new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(beat, TissueJson.Default.Heartbeat)), TissueJson.Default.Heartbeat, CancellationToken.None);
        Assert.That(read.Facts.Machine, Is.EqualTo(beat.Facts.Machine));
        Assert.That(read.Facts.Mother, Is.Null);
    }

    [Test, Category("Invariant 11")]
    public void A_number_is_no_role() =>
        Assert.That(
            async () => await Message.ReadAsync(Body("""{ "v": 1, "mother": "00000000-0000-0000-0000-000000000000", "machine": "", "role": 99, "ordered": true }"""), TissueJson.Default.TicketRequest, CancellationToken.None),
            Throws.TypeOf<JsonException>());

    private static MemoryStream Body(string json) => new(Encoding.UTF8.GetBytes(json));
}
