using System.Text;
using NUnit.Framework;

namespace Cell.Tissue;

internal sealed class AuditChainTests
{
    private static readonly AuditEntry First = new(1, 1, TestClock.Noon, AuditKind.Brake, "operator ann", "paused", "box", AuditHead.None.Hash);

    [Test]
    public void A_line_is_one_JSON_object_that_ends_with_the_hash_of_the_rest()
    {
        var (line, head) = AuditChain.Write(First);
        var text = Encoding.UTF8.GetString(line);
        Assert.That(text, Does.StartWith("{\"seq\":1,\"start\":1,\"at\":\"2026-03-01T12:00:00+00:00\",\"kind\":\"brake\",\"by\":\"operator ann\",\"what\":\"paused\",\"from\":\"box\",\"prev\":\"000"));
        var body = text[..text.IndexOf(",\"hash\"", StringComparison.Ordinal)] + "}";
        Assert.That(text, Does.EndWith($",\"hash\":\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(body)))}\"}}"));
        Assert.That(AuditChain.Read(line, null), Is.EqualTo(new AuditReading(First, head, "")));
    }

    [Test]
    public void The_next_one_names_it()
    {
        var (_, head) = AuditChain.Write(First);
        var next = First with { Seq = 2, Prev = head.Hash };
        Assert.That(AuditChain.Read(AuditChain.Write(next).Line, head).Fault, Is.Empty);
        Assert.That(AuditChain.Read(AuditChain.Write(next with { Prev = AuditHead.None.Hash }).Line, head).Fault, Does.Contain("does not follow the entry 1"));
        Assert.That(AuditChain.Read(AuditChain.Write(next with { Seq = 3 }).Line, head).Fault, Does.Contain("entry 3 stands where 2 was due"));
    }

    [Test]
    public void Only_the_start_of_a_file_may_come_first()
    {
        Assert.That(AuditChain.Read(AuditChain.Write(First with { Seq = 7, Start = 7 }).Line, null).Fault, Is.Empty);
        Assert.That(AuditChain.Read(AuditChain.Write(First with { Seq = 7, Start = 5 }).Line, null).Fault, Is.EqualTo("entry 7 is the first, of a file that began with 5"));
    }

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("\0\0\0")]
    public void What_is_no_line_is_said_to_be_none(string text) => Assert.That(AuditChain.Read(Encoding.UTF8.GetBytes(text), null).Fault, Is.EqualTo("it is no line of an audit log"));

    [Test]
    public void Another_line_with_a_right_hash_is_none() =>
        Assert.That(AuditChain.Alone(Hashed("{\"seq\":1}")).Fault, Is.EqualTo("it is no line of an audit log"));

    private static byte[] Hashed(string body) =>
        Encoding.UTF8.GetBytes($"{body[..^1]},\"hash\":\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(body)))}\"}}");
}
