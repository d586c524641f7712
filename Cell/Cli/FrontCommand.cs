using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Cell.Genome;
using Cell.Health;
using Cell.Storage;

namespace Cell.Cli;

/// <summary><c>cell front [--nginx|--haproxy] [--write FILE]</c>: the APIs that clients are sent to, best first, also as the file that a balancer reads.</summary>
internal static class FrontCommand
{
    public static Command Create()
    {
        var nginx = new Option<bool>("--nginx") { Description = "As an upstream block of nginx." };
        var haproxy = new Option<bool>("--haproxy") { Description = "As a backend of HAProxy." };
        var name = new Option<string>("--name") { Description = "Of the upstream or backend.", DefaultValueFactory = _ => "cell" };
        var json = new Option<bool>("--json") { Description = "For machines." };
        var write = new Option<string?>("--write") { Description = "Into this file, in one step, and only if it changes; says \"changed\" or \"unchanged\"." };
        var data = CellLink.DataOption();
        var command = new Command("front", "Show the APIs that clients are sent to, best first.") { nginx, haproxy, name, json, write, data };
        command.Validators.Add(result =>
        {
            if (new[] { nginx, haproxy, json }.Count(option => result.GetValue(option)) > 1)
            {
                result.AddError("One of --nginx, --haproxy and --json.");
            }
        });
        command.Does(async (parsed, cancellation) =>
        {
            using var cell = await CellLink.OpenAsync(parsed, data, Role.Health, cancellation);
            var apis = await cell.GetAsync("/apis", FrontJson.Default.ApiList, cancellation);
            var text = true switch
            {
                _ when parsed.GetValue(nginx) => Nginx(apis.Apis, parsed.GetValue(name)!), // has a default
                _ when parsed.GetValue(haproxy) => Haproxy(apis.Apis, parsed.GetValue(name)!), // has a default
                _ when parsed.GetValue(json) => JsonSerializer.Serialize(apis, FrontJson.Default.ApiList) + "\n",
                _ => Draw(apis.Apis),
            };
            Give(text, parsed.GetValue(write));
            return apis.Apis.Count > 0 ? ExitCode.Done : ExitCode.No;
        });
        return command;
    }

    private static void Give(string text, string? file)
    {
        if (file is null)
        {
            Console.Write(text);
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var same = File.Exists(file) && File.ReadAllBytes(file).AsSpan().SequenceEqual(bytes);
        if (!same)
        {
            AtomicFile.Write(Path.GetFullPath(file), bytes, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        Console.WriteLine(same ? "unchanged" : "changed");
    }

    internal static string Draw(IReadOnlyList<ApiChoice> apis) => apis.Count == 0
        ? "No API cell lives that could answer.\n"
        : string.Concat(apis.Select(api => string.Create(CultureInfo.InvariantCulture, $"{api.Url,-40} {api.Machine,-20} load {api.Load:0.00} weight {api.Weight:0.0}\n")));

    // By name, not by load: the file changes when an API comes or goes, not with each reading.
    internal static string Nginx(IReadOnlyList<ApiChoice> apis, string name) =>
        $"upstream {name} {{\n    least_conn;\n{(apis.Count == 0 ? "    server 127.0.0.1:1 down; # no API cell lives\n" : string.Concat(Ordered(apis).Select(api => $"    server {api.Url.Authority}; # {api.Cell.Short} on {api.Machine}\n")))}}}\n";

    internal static string Haproxy(IReadOnlyList<ApiChoice> apis, string name) =>
        $"backend {name}\n    balance leastconn\n    option httpchk GET /healthz\n{string.Concat(Ordered(apis).Select(api => $"    server {api.Cell.Short} {api.Url.Host}:{api.Url.Port}{(api.Url.Scheme == "https" ? " ssl verify required ca-file /etc/ssl/certs/ca-certificates.crt" : "")} check # {api.Machine}\n"))}";

    private static IEnumerable<ApiChoice> Ordered(IReadOnlyList<ApiChoice> apis) => apis.OrderBy(api => api.Cell);
}
