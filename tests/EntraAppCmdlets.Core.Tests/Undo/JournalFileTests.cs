using EntraAppCmdlets.Http;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Undo;

public sealed class JournalFileTests : IDisposable
{
    private const string Line =
        """{"format":2,"time":"2026-11-28T10:00:00+00:00","tenantId":"11111111-1111-1111-1111-111111111111","environment":"Global","method":"DELETE","path":"applications/1","status":204}""";

    private static readonly AppTenant Tenant = new()
    {
        TenantId = new Guid("11111111-1111-1111-1111-111111111111"),
        Environment = "Global",
        AuthType = "AccessToken",
    };

    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    private string Log => _folder.PathOf("changes.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_file_is_said() => Assert.Equal("LogNotFound", Refused().ErrorId);

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("{\"form")]
    public void A_file_without_writes_is_said(string text)
    {
        File.WriteAllText(Log, text);

        Assert.Equal("LogEmpty", Refused().ErrorId);
    }

    [Theory]
    [InlineData("{\"form")]
    [InlineData("not JSON")]
    [InlineData("{\"other\":1}")]
    public void A_broken_line_in_the_middle_is_an_error_with_its_number(string broken)
    {
        File.WriteAllLines(Log, [Line, broken, Line]);

        var error = Refused();

        Assert.Equal("LogLineInvalid", error.ErrorId);
        Assert.Contains("Line 2 of ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_last_line_that_was_cut_off_is_left_out_and_said()
    {
        File.WriteAllText(Log, Line + "\n" + Line[..40]);

        var journal = JournalFile.Read(Log);

        Assert.True(journal.IsCutOff);
        Assert.Single(journal.Lines);
    }

    [Fact]
    public void What_a_killed_process_left_unfinished_is_no_error_once_others_have_gone_on()
    {
        File.WriteAllText(Log, Line + "\n" + Line[..40]);
        using (var next = new JsonLinesJournal(Log))
        {
            next.Write(
                new JournalEntry
                {
                    Time = Now,
                    Method = "DELETE",
                    Path = "x",
                    Status = 204,
                }
            );
        }

        var journal = JournalFile.Read(Log);

        Assert.Equal([1, 3], journal.Lines.Select(line => line.Number));
        Assert.False(journal.IsCutOff);
    }

    [Fact]
    public void Of_a_write_without_an_answer_the_line_before_it_counts_and_of_others_the_answer()
    {
        File.WriteAllLines(Log, [Pending("a"), Pending("b"), Pending("c"), Answered("c", 204), Answered("a", 400)]);

        var journal = JournalFile.Read(Log);

        Assert.Equal([(2, true), (4, false), (5, false)], journal.Lines.Select(line => (line.Number, line.Entry.Pending == true)));
        Assert.Equal([2, 4], journal.Of(Tenant, null, Now).Select(line => line.Number));

        static string Pending(string attempt) =>
            Answered(attempt, 0).Replace("\"time\"", "\"pending\":true,\"time\"", StringComparison.Ordinal);

        static string Answered(string attempt, int status) =>
            Line.Replace("\"format\":2", $"\"format\":3,\"attempt\":\"{attempt}\"", StringComparison.Ordinal)
                .Replace("\"status\":204", $"\"status\":{status}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_write_whose_lines_are_there_twice_counts_once()
    {
        var line = Line.Replace("\"format\":2", "\"format\":3,\"attempt\":\"a\"", StringComparison.Ordinal);
        var other = line.Replace("\"a\"", "\"b\"", StringComparison.Ordinal);
        var pending = line.Replace("\"a\"", "\"c\",\"pending\":true", StringComparison.Ordinal);
        File.WriteAllLines(Log, [line, other, pending, line, other, pending]);

        Assert.Equal([1, 2, 3], JournalFile.Read(Log).Lines.Select(entry => entry.Number));
    }

    [Fact]
    public void A_newer_format_is_refused()
    {
        File.WriteAllLines(Log, [Line, Line.Replace("\"format\":2", "\"format\":4", StringComparison.Ordinal)]);

        Assert.Equal("LogVersionUnknown", Refused().ErrorId);
    }

    [Fact]
    public void Only_the_writes_of_the_tenant_and_its_cloud_count()
    {
        File.WriteAllLines(
            Log,
            [
                Line,
                Line.Replace("1111-111111111111\"", "1111-222222222222\"", StringComparison.Ordinal),
                Line.Replace("Global", "China", StringComparison.Ordinal),
                Line.Replace("204", "403", StringComparison.Ordinal),
            ]
        );

        Assert.Equal([1], JournalFile.Read(Log).Of(Tenant, null, Now).Select(line => line.Number));
    }

    [Fact]
    public void A_log_of_other_tenants_is_refused_with_their_names()
    {
        File.WriteAllLines(Log, [Line.Replace("Global", "China", StringComparison.Ordinal)]);

        var error = Assert.Throws<AppException>(() => JournalFile.Read(Log).Of(Tenant, null, Now));

        Assert.Equal("LogOfOtherTenant", error.ErrorId);
        Assert.Contains("11111111-1111-1111-1111-111111111111 (China)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_in_the_future_is_refused()
    {
        File.WriteAllLines(Log, [Line]);

        Assert.Equal("SinceInFuture", Assert.Throws<AppException>(() => JournalFile.Read(Log).Of(Tenant, Now.AddHours(1), Now)).ErrorId);
    }

    [Fact]
    public void Only_the_writes_since_a_time_count()
    {
        File.WriteAllLines(Log, [Line, Line.Replace("T10:", "T11:", StringComparison.Ordinal)]);

        Assert.Equal([2], JournalFile.Read(Log).Of(Tenant, Now.AddHours(-1), Now).Select(line => line.Number));
    }

    private AppException Refused() => Assert.Throws<AppException>(() => JournalFile.Read(Log));
}
