using Cell.Genome;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>The ways to the operator, as genome and secrets name them at the moment.</summary>
/// <param name="secrets">Of the health role, by name.</param>
internal sealed class Post(Func<SignedGenome> genome, Func<IReadOnlyDictionary<string, string>> secrets)
{
    private const string ByWebhook = "webhook";
    private const string ByMail = "mail";

    public TimeSpan Repeat => genome().Genes.Notify.Repeat;

    public IReadOnlyList<string> Channels() => [.. Url() is null ? Array.Empty<string>() : [ByWebhook], .. genome().Genes.Notify.Smtp is null ? Array.Empty<string>() : [ByMail]];

    /// <exception cref="IOException">It did not arrive.</exception>
    /// <exception cref="HttpRequestException">It did not arrive.</exception>
    public Task SendAsync(string channel, Telling telling, CancellationToken cancellation)
    {
        var held = secrets();
        var now = genome();
        return channel == ByWebhook
            ? Webhook.SendAsync(Url() ?? throw new IOException("notify.webhook is not set any more"), held.GetValueOrDefault("webhook.key", ""), Message(now, telling), cancellation)
            : Mail.SendAsync(now.Genes.Notify, held.GetValueOrDefault("smtp.user", ""), held.GetValueOrDefault("smtp.password", ""), Subject(now, telling), Body(now, telling), cancellation);
    }

    internal static WebhookMessage Message(SignedGenome genome, Telling telling) => new(
        1, genome.Organism.Value, genome.Genes.Organism.Name, telling.Id, telling.Kind, telling.Condition, $"{genome.Genes.Organism.Name}: {Begin(telling)}{telling.Text}", telling.Since, telling.At, telling.Times);

    internal static string Subject(SignedGenome genome, Telling telling)
    {
        var subject = $"[cell {genome.Genes.Organism.Name}] {Begin(telling)}{telling.Text}";
        return new string([.. (subject.Length <= 120 ? subject : $"{subject[..119]}…").Select(letter => char.IsControl(letter) ? ' ' : letter)]);
    }

    private static string Body(SignedGenome genome, Telling telling) =>
        $"{Begin(telling)}{telling.Text}\n\nSince {telling.Since:u}; told {telling.Times} {(telling.Times == 1 ? "time" : "times")}.\nOrganism {genome.Genes.Organism.Name} ({genome.Organism.Value}), message {telling.Id}.\n";

    private static string Begin(Telling telling) => telling.Kind switch
    {
        TellingKind.Lasting => "still: ",
        TellingKind.Ended => "over: ",
        _ => "",
    };

    private Uri? Url() => secrets().GetValueOrDefault("webhook.url") is { } secret && GenesRules.IsWebUrl(secret) ? new Uri(secret) : genome().Genes.Notify.Webhook;
}
