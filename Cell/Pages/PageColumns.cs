using Cell.Tissue;
using Npgsql;

namespace Cell.Pages;

/// <summary>Pages out of the rows of their table.</summary>
internal static class PageColumns
{
    public const string Select = "SELECT text, rest FROM page ";

    public static CrawledPage Read(NpgsqlDataReader row) => PackedPage.Read(row.GetFieldValue<byte[]>(0), row.GetFieldValue<byte[]>(1));
}
