using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Tests.PowerShell;

namespace EntraAppCmdlets.Tests.Rights;

/// <summary>What each command declares to need, held against what the embedded tenant enforces and what Microsoft publishes.</summary>
[Trait("Category", "Long")]
public sealed class DeclaredRightsTests
{
    /// <summary>The runs, by their places in the list and as a person reads them.</summary>
    public static TheoryData<int, string> Runs { get; } = List();

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task What_a_command_declares_is_enough_for_an_app_and_for_a_user(int place, string script)
    {
        var run = CommandRun.All[place];
        using var session = ShellSession.Borrow();
        foreach (var rights in SignInRights.Of(run))
        {
            var (errors, requests) = await rights.RunRecordedAsync(run, session);
            Assert.True(errors.Count == 0, $"{script} as {rights}: {string.Join("; ", errors)}");
            // The second judge is the permission data that Microsoft publishes.
            var beyond = requests
                .Beyond(rights.Permissions, rights.Type)
                .Where(request => !IsReadOfFederatedCredentials(request.Path, rights))
                .ToList();
            Assert.True(beyond.Count == 0, $"{script} as {rights} sends what Microsoft's data doesn't allow: {string.Join("; ", beyond)}");
            Assert.True(
                !requests.Unknown.Any(),
                $"{script} as {rights} sends what Microsoft's data doesn't have: {string.Join("; ", requests.Unknown)}"
            );
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Without_any_one_of_what_a_command_declares_it_is_refused_and_the_error_names_what_is_missing(int place, string script)
    {
        var run = CommandRun.All[place];
        using var session = ShellSession.Borrow();
        foreach (var (rights, missing) in SignInRights.Of(run).SelectMany(rights => rights.EachTakenAway()))
        {
            var errors = await rights.RunAsync(run, session);
            Assert.True(errors.Count > 0, $"{script} runs as {rights}: {missing} is not needed.");
            if (!run.IsShortened)
            {
                Assert.True(
                    errors.Any(error =>
                        error.StartsWith("InsufficientPrivileges,", StringComparison.Ordinal)
                        && error.Contains("lacks", StringComparison.Ordinal)
                        && Names(error.Split("lacks")[1], missing)
                    ),
                    $"{script} as {rights}, without {missing}: {string.Join("; ", errors)}"
                );
            }
        }
    }

    /// <summary>The right itself, or a narrower one that only it has given.</summary>
    private static bool Names(string text, string missing) =>
        PermissionCover
            .Names.Where(narrow => PermissionCover.BroaderThan(narrow).Contains(missing))
            .Append(missing)
            .Any(name => text.Contains(name, StringComparison.Ordinal));

    [Fact]
    public async Task What_the_table_says_does_for_a_narrower_permission_does_so()
    {
        var pairs = PermissionCover
            .Names.SelectMany(narrow => PermissionCover.BroaderThan(narrow).Select(broad => (narrow, broad)))
            .ToHashSet();
        using var session = ShellSession.Borrow();
        foreach (var run in CommandRun.All)
        {
            foreach (
                var (rights, narrow, broad) in SignInRights
                    .Of(run)
                    .SelectMany(rights => rights.EachBroadened())
                    .Where(each => pairs.Remove((each.Narrow, each.Broad)))
            )
            {
                Assert.True(await rights.RunAsync(run, session) is [], $"{run} as {rights}: {broad} does not do for {narrow}.");
            }
        }

        Assert.Empty(pairs);
    }

    [Fact]
    public void Every_command_has_a_run_and_so_has_every_condition_that_one_declares()
    {
        var runs = CommandRun.All.ToLookup(run => run.Command);
        // They need nothing of a tenant, or what their caller asks of it.
        string[] withoutTenant =
        [
            "Invoke-AppGraphRequest",
            "Connect-AppTenant",
            "Disconnect-AppTenant",
            "Get-AppTenant",
            "Get-VendorAppTemplate",
            "Test-AppTenantPermission",
            "Test-VendorAppTemplate",
        ];

        Assert.Equal(CommandNeeds.Commands.Keys.Except(withoutTenant).Order(), runs.Select(run => run.Key).Order());
        foreach (var (name, type) in CommandNeeds.Commands)
        {
            var declared = CommandNeeds.Of(type).Select(need => need.Condition).OfType<string>().Distinct().Order().ToList();
            Assert.Equal(
                (name, string.Join("; ", declared)),
                (name, string.Join("; ", runs[name].SelectMany(run => run.Conditions).Distinct().Order()))
            );
            // Some run needs what is always needed, and nothing else.
            Assert.True(withoutTenant.Contains(name) || runs[name].Any(run => run.Conditions.Length == 0) || declared.Count > 0, name);
        }
    }

    [Fact]
    public void No_command_declares_what_another_of_its_declarations_gives_already()
    {
        var superfluous =
            from command in CommandNeeds.Commands
            from need in CommandNeeds.Of(command.Value)
            where need.Condition is null
            from names in new[] { need.Application, need.Delegated }
            from one in names
            // Whichever alternative of another declaration is chosen.
            where
                names.Any(other =>
                    other != one && PermissionNeed.Alternatives(other).All(choice => PermissionCover.Find(one, [choice]) is not null)
                )
            select $"{command.Key}: {one}";

        Assert.Empty(superfluous);
    }

    /// <summary>
    /// Where Directory.Read.All stands for Application.Read.All: it reads applications, but of their federated credentials the data doesn't say so. A refusal
    /// names Application.Read.All.
    /// </summary>
    private static bool IsReadOfFederatedCredentials(string path, SignInRights rights) =>
        path.EndsWith("/federatedIdentityCredentials", StringComparison.OrdinalIgnoreCase)
        && rights.Permissions.Contains("Directory.Read.All");

    private static TheoryData<int, string> List()
    {
        var list = new TheoryData<int, string>();
        for (var place = 0; place < CommandRun.All.Count; place++)
        {
            list.Add(place, CommandRun.All[place].ToString());
        }

        return list;
    }
}
