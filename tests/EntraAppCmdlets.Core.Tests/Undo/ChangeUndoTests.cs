using System.Text;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Undo;

public sealed class ChangeUndoTests : IDisposable
{
    private readonly SandboxTenant _tenant = SandboxTenant.Open(new SandboxSettings { Seed = 1 });
    private readonly TenantBench _bench;
    private readonly TenantBench _other;

    public ChangeUndoTests()
    {
        _bench = new TenantBench(_tenant, new GraphClientOptions());
        _other = new TenantBench(_tenant, new GraphClientOptions());
    }

    public void Dispose()
    {
        _bench.Dispose();
        _other.Dispose();
        _tenant.Dispose();
    }

    [Fact]
    public async Task Several_writes_to_one_property_are_one_step_back_to_the_oldest_value()
    {
        var app = await SetNotesAsync(_bench, await _bench.RegisterAsync("Noted"), "first");
        var earlier = _bench.Journal.Lines.Count;
        await SetNotesAsync(_bench, await SetNotesAsync(_bench, app, "second"), "third");
        var sent = _bench.Journal.Lines.Count;

        var plan = await _bench.UndoAsync(_bench.Lines(earlier));

        Assert.Equal([AppUndoOutcome.Undone, AppUndoOutcome.Undone], plan.Writes.Select(write => write.Outcome!.Value));
        Assert.Equal(1, _bench.Journal.Lines.Count - sent);
        Assert.Equal("first", (await _other.Reader.GetAsync(app.AppId, default)).Notes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_somebody_has_changed_since_stays_unless_forced(bool force)
    {
        var app = await SetNotesAsync(_bench, await _bench.RegisterAsync("Noted"), "first");
        var earlier = _bench.Journal.Lines.Count;
        await SetNotesAsync(_bench, app, "second");
        await SetNotesAsync(_other, app, "theirs");

        var write = Assert.Single((await _bench.UndoAsync(_bench.Lines(earlier), force)).Writes);

        Assert.Equal(
            force ? (AppUndoOutcome.Undone, null, "first") : (AppUndoOutcome.NotUndone, "notes was changed since then", "theirs"),
            (write.Outcome!.Value, write.Why, (await _other.Reader.GetAsync(app.AppId, default)).Notes)
        );
    }

    [Fact]
    public async Task Where_the_answer_to_a_creation_was_lost_later_writes_to_the_app_are_not_those_of_others()
    {
        var before = _tenant.LiveState();
        var app = await _bench.RegisterAsync("Noted");
        await SetNotesAsync(_bench, app, "first");
        using var secret = await _bench.AddSecretAsync(app, "one");

        var plan = await _bench.UndoAsync(WithoutFirstAnswer(TimeSpan.Zero));

        Assert.All(plan.Writes, write => Assert.Equal(AppUndoOutcome.Undone, write.Outcome));
        Assert.Equal(before, _tenant.LiveState());
    }

    [Fact]
    public async Task An_app_of_the_name_that_was_created_later_than_the_write_is_another_one()
    {
        var app = await _bench.RegisterAsync("Noted");

        var plan = await _bench.UndoAsync([.. WithoutFirstAnswer(TimeSpan.FromHours(-1)).Take(1)]);

        Assert.Equal(AppUndoOutcome.AlreadyUndone, Assert.Single(plan.Writes).Outcome);
        Assert.Equal("Noted", (await _other.Reader.GetAsync(app.AppId, default)).DisplayName);
    }

    /// <summary>The journal as it is if the process is killed before the first answer is kept.</summary>
    private List<JournalLine> WithoutFirstAnswer(TimeSpan later)
    {
        var lines = _bench.Lines().ToList();
        var entry = lines[0].Entry;
        lines[0] = lines[0] with { Entry = entry with { Status = 0, Id = null, Time = entry.Time + later } };
        return lines;
    }

    [Fact]
    public async Task Entries_that_others_have_added_to_a_list_since_stay()
    {
        var app = await _bench.RegisterAsync("Listed");
        var earlier = _bench.Journal.Lines.Count;
        app = await _bench.RequestAsync(app, AppPermissionType.Delegated, "User.Read", "Mail.Read");
        await _other.RequestAsync(app, AppPermissionType.Delegated, "Calendars.Read");

        var write = Assert.Single((await _bench.UndoAsync(_bench.Lines(earlier))).Writes);

        Assert.Equal(AppUndoOutcome.Undone, write.Outcome);
        Assert.Equal(
            ["Calendars.Read"],
            (await _other.Reader.GetAsync(app.AppId, default)).Permissions!.Select(permission => permission.Name)
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_app_that_somebody_has_changed_since_it_was_created_stays_as_a_whole_unless_forced(bool force)
    {
        var app = await _bench.GrantAsync(
            await _bench.RequestAsync(await _bench.RegisterAsync("Used"), AppPermissionType.Delegated, "User.Read")
        );
        await _other.AddSecretAsync(app, "theirs");
        var state = _tenant.LiveState();

        var plan = await _bench.UndoAsync(_bench.Lines(), force);

        Assert.All(plan.Writes, write => Assert.Equal(force ? AppUndoOutcome.Undone : AppUndoOutcome.NotUndone, write.Outcome));
        Assert.Equal(!force, state == _tenant.LiveState());
        if (!force)
        {
            Assert.All(plan.Writes, write => Assert.Contains("somebody has added the client secret", write.Why, StringComparison.Ordinal));
        }
    }

    public static TheoryData<string, string> Additions { get; } =
        new()
        {
            { "notes", "notes was changed since then" },
            { "redirect URI", "web.redirectUris (https://theirs.example.com/) was changed since then" },
            { "permission", "requiredResourceAccess" },
            { "consent", "somebody has consented to Mail.Read since then" },
            { "owner", "somebody has added the owner" },
            { "assignment", "somebody has assigned" },
            { "federated credential", "somebody has added the federated credential theirs since then" },
        };

    [Theory]
    [MemberData(nameof(Additions))]
    public async Task An_app_that_was_created_stays_whatever_somebody_has_added_to_it(string what, string why)
    {
        var app = await _bench.GrantAsync(
            await _bench.RequestAsync(await _bench.RegisterAsync("Used"), AppPermissionType.Delegated, "User.Read")
        );
        await AddAsync(what, app);
        var state = _tenant.LiveState();

        var plan = await _bench.UndoAsync(_bench.Lines());

        Assert.Equal(state, _tenant.LiveState());
        Assert.All(plan.Writes, write => Assert.Equal(AppUndoOutcome.NotUndone, write.Outcome));
        Assert.All(plan.Writes, write => Assert.Contains(why, write.Why, StringComparison.Ordinal));
    }

    private async Task AddAsync(string what, AppRegistration app)
    {
        var (application, principal) = ($"applications/{app.Id}", $"servicePrincipals/{app.ServicePrincipalId}");
        var user = await IdAsync("users?$filter=userPrincipalName eq 'alex.weber@contoso.onmicrosoft.com'&$select=id");
        var graph = await IdAsync($"servicePrincipals?$filter=appId eq '{PermissionResource.MicrosoftGraphAppId}'&$select=id");
        var (method, path, body) = what switch
        {
            "notes" => (HttpMethod.Patch, application, """{ "notes": "theirs" }"""),
            "redirect URI" => (HttpMethod.Patch, application, """{ "web": { "redirectUris": ["https://theirs.example.com/"] } }"""),
            "owner" => (
                HttpMethod.Post,
                $"{application}/owners/$ref",
                $$"""{ "@odata.id": "https://graph.microsoft.com/v1.0/directoryObjects/{{user}}" }"""
            ),
            "assignment" => (
                HttpMethod.Post,
                $"{principal}/appRoleAssignedTo",
                $$"""{ "principalId": "{{user}}", "resourceId": "{{app.ServicePrincipalId}}", "appRoleId": "{{Guid.Empty}}" }"""
            ),
            "consent" => (
                HttpMethod.Post,
                "oauth2PermissionGrants",
                $$"""{ "clientId": "{{app.ServicePrincipalId}}", "consentType": "Principal", "principalId": "{{user}}", "resourceId": "{{graph}}", "scope": "Mail.Read" }"""
            ),
            "federated credential" => (
                HttpMethod.Post,
                $"{application}/federatedIdentityCredentials",
                """{ "name": "theirs", "issuer": "https://token.example.com", "subject": "build", "audiences": ["api://AzureADTokenExchange"] }"""
            ),
            _ => (HttpMethod.Get, "", ""),
        };
        if (body.Length == 0)
        {
            await _other.RequestAsync(app, AppPermissionType.Delegated, "Calendars.Read");
            return;
        }

        await _other.Work.Graph.SendAsync(
            new GraphRequest
            {
                Before = PriorState.Nothing,
                Method = method,
                Path = path,
                Body = Encoding.UTF8.GetBytes(body),
            },
            default
        );
    }

    private async Task<string> IdAsync(string path) =>
        JsonNode.Parse((await _other.Work.Graph.SendAsync(GraphRequest.Get(path), default)).Body.Span)!["value"]![0]!["id"]!.ToString();

    [Fact]
    public async Task What_belongs_to_an_app_that_was_removed_for_good_is_told()
    {
        var app = await _bench.RegisterAsync("Gone");
        var earlier = _bench.Journal.Lines.Count;
        await SetNotesAsync(_bench, app, "second");
        await _other.Removal.RemoveAsync(app, permanent: true, default);

        var write = Assert.Single((await _bench.UndoAsync(_bench.Lines(earlier))).Writes);

        Assert.Equal((AppUndoOutcome.NotUndone, UndoReasons.Gone), (write.Outcome!.Value, write.Why));
    }

    [Fact]
    public async Task A_line_of_the_first_format_says_that_it_does_not_know_what_was_there_before()
    {
        await _bench.RegisterAsync("Old");
        var lines = _bench.Lines().Select(line => line with { Entry = line.Entry with { Format = null, Before = null } }).ToList();

        var plan = await _bench.UndoAsync(lines);

        Assert.Empty(plan.Steps);
        Assert.All(
            plan.Writes,
            write => Assert.Equal((AppUndoOutcome.NotUndone, UndoReasons.OldFormat), (write.Outcome!.Value, write.Why))
        );
    }

    [Fact]
    public async Task All_reads_come_before_any_write()
    {
        await _bench.GrantAsync(
            await _bench.RequestAsync(await _bench.RegisterAsync("Read first"), AppPermissionType.Delegated, "User.Read")
        );
        var mark = _tenant.Requests.Count;

        await _bench.UndoAsync(_bench.Lines());

        // Taking back sends its writes one by one: a batch is one of reads.
        var sent = _tenant.Requests.Skip(mark).Select(request => $"{request.Method} {request.Path}").ToList();
        var reads = sent.TakeWhile(IsRead).Count();
        Assert.True(reads > 0, string.Join('\n', sent));
        Assert.DoesNotContain(sent.Skip(reads), IsRead);
        Assert.NotEmpty(sent.Skip(reads));

        static bool IsRead(string request) =>
            request.StartsWith("GET ", StringComparison.Ordinal) || request.EndsWith("$batch", StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_keeps_no_secret_of_what_was_there_before()
    {
        var app = await _bench.RegisterAsync("Secretive");
        using var secret = await _bench.AddSecretAsync(app);
        var search = new SecretSearch();
        search.Learn(new System.Net.NetworkCredential("", secret.SecretText).Password);

        await _bench.UndoAsync(_bench.Lines());

        Assert.Null(search.Find(_bench.Everything));
    }

    private static async Task<AppRegistration> SetNotesAsync(TenantBench bench, AppRegistration app, string notes) =>
        await bench.ApplyAsync(new SettingsService(bench.Work).PlanAsync(app, [(AppSetting.Notes, notes)], default));
}
