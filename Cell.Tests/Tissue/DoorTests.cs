using System.Net;
using System.Text;
using System.Text.Json;
using Cell.Health;
using Cell.Identity;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Cell.Tissue;

internal sealed class DoorTests
{
    private static readonly CellIdentity Sender = TestRoster.Sender(TestRoster.Id(1), TestRoster.Founder(0));

    [Test]
    public async Task A_path_that_is_not_mapped_is_404() =>
        Assert.That(await AskAsync(new Door(), "GET", "/nothing", ""), Is.EqualTo((404, "Nothing is at /nothing.")));

    [TestCase("/thing/")]
    [TestCase("/THING")]
    [TestCase("//thing")]
    public async Task Paths_are_exact(string path) => Assert.That((await AskAsync(Thing(), "GET", path, "")).Status, Is.EqualTo(404));

    [Test]
    public async Task Another_method_is_405_and_told_which_are_taken()
    {
        var context = Context("DELETE", "/thing", "");
        await Thing().OpenAsync(context);
        Assert.That((context.Response.StatusCode, context.Response.Headers.Allow.ToString()), Is.EqualTo((405, "GET, POST")));
    }

    [Test]
    public async Task Head_is_answered_like_get() => Assert.That((await AskAsync(Thing(), "HEAD", "/thing", "")).Status, Is.EqualTo(200));

    [TestCase("", "no JSON")]
    [TestCase("{", "cut")]
    [TestCase("[]", "no object")]
    [Category("Invariant 11")]
    public async Task What_is_no_json_is_400(string body, string why)
    {
        var (status, detail) = await AskAsync(Links(), "POST", "/links", body);
        Assert.That((status, detail.Length > 0), Is.EqualTo((400, true)), why);
    }

    [Test, Category("Invariant 11")]
    public async Task A_question_that_lacks_a_part_is_400_and_names_it() =>
        Assert.That(await AskAsync(Links(), "POST", "/links", """{ "v": 1 }"""), Is.EqualTo((400, "\"found\" is missing.")));

    [Test]
    public async Task A_question_is_answered()
    {
        var context = Context("POST", "/links", """{ "v": 1, "found": [{ "depth": 0, "urls": [] }] }""");
        await Links().OpenAsync(context);
        Assert.That((context.Response.StatusCode, context.Response.ContentType, Body(context)), Is.EqualTo((200, "application/json", """{"v":1,"new":1}""")));
    }

    [Test, Category("Invariant 12")]
    public async Task Without_a_certificate_a_question_is_403()
    {
        var context = Context("POST", "/links", """{ "v": 1, "found": [] }""");
        context.Features.Get<IConnectionItemsFeature>()!.Items.Clear(); // set by Context
        await Links().OpenAsync(context);
        Assert.That((context.Response.StatusCode, Detail(context)), Is.EqualTo((403, "No certificate of the organism was shown.")));
    }

    [Test]
    public async Task What_the_sender_may_not_do_is_403_with_the_reason() => Assert.That(await FailsAsync(new RefusedException("Not you.")), Is.EqualTo((403, "Not you.")));

    [Test]
    public async Task A_broken_disk_is_503() => Assert.That(await FailsAsync(new IOException("The disk is full.")), Is.EqualTo((503, "The disk is full.")));

    [Test]
    public async Task A_peer_out_of_reach_is_503() => Assert.That(await FailsAsync(new TissueException("Nobody answers.", null, null)), Is.EqualTo((503, "Nobody answers.")));

    [Test]
    public async Task A_body_that_is_too_large_is_400() => Assert.That(await FailsAsync(new BadHttpRequestException("Too large.")), Is.EqualTo((400, "Too large.")));

    [Test]
    public async Task A_refusal_is_a_problem_as_of_rfc_9457()
    {
        var context = Context("GET", "/nothing", "");
        await new Door().OpenAsync(context);
        Assert.That((context.Response.ContentType, Body(context)), Is.EqualTo(("application/problem+json", """{"type":"about:blank","status":404,"detail":"Nothing is at /nothing."}""")));
    }

    [Test]
    public void A_path_and_method_are_mapped_once() => Assert.That(() => Thing().Map("GET", "/thing", _ => Task.CompletedTask), Throws.ArgumentException);

    private static Door Thing() => new Door().Map("GET", "/thing", _ => Task.CompletedTask).Map("POST", "/thing", _ => Task.CompletedTask);

    private static Door Links() => new Door().MapJson(
        "/links", TissueJson.Default.LinkBatch, TissueJson.Default.LinkAnswer, (batch, sender, _) => Task.FromResult(new LinkAnswer(1, sender == Sender ? batch.Found.Count : -1)));

    private static Task<(int Status, string Detail)> FailsAsync(Exception fault) => AskAsync(new Door().Map("GET", "/fails", _ => Task.FromException(fault)), "GET", "/fails", "");

    private static async Task<(int Status, string Detail)> AskAsync(Door door, string method, string path, string body)
    {
        var context = Context(method, path, body);
        await door.OpenAsync(context);
        return (context.Response.StatusCode, Detail(context));
    }

    private static DefaultHttpContext Context(string method, string path, string body)
    {
        var context = new DefaultHttpContext();
        var items = new Remembered();
        Door.Remember(items.Items, Sender);
        context.Features.Set<IConnectionItemsFeature>(items);
        context.Request.Method = method;
        context.Request.Path = path;
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        context.Response.Body = new MemoryStream();
        return context;
    }

    private static string Body(HttpContext context) => Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());

    private static string Detail(HttpContext context) => context.Response.ContentType == "application/problem+json" ? JsonDocument.Parse(Body(context)).RootElement.GetProperty("detail").GetString() ?? "" : "";

    private sealed class Remembered : IConnectionItemsFeature
    {
        public IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();
    }
}
