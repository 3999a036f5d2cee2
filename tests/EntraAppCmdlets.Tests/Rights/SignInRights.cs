using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Tests.PowerShell;

namespace EntraAppCmdlets.Tests.Rights;

/// <summary>The rights of a sign-in for one run of a command.</summary>
/// <param name="Type">Whether an app or a user signs in.</param>
/// <param name="Permissions">The permissions of the token.</param>
/// <param name="Roles">The directory roles of the user.</param>
internal sealed record SignInRights(AppPermissionType Type, IReadOnlyList<string> Permissions, IReadOnlyList<string> Roles)
{
    /// <summary>The least that the command declares for a run: of an app and of a user, and where there are alternatives, of each choice.</summary>
    public static IEnumerable<SignInRights> Of(CommandRun run)
    {
        var needs = CommandNeeds
            .Of(CommandNeeds.Commands[run.Command])
            .Where(need => need.Condition is null || run.Conditions.Contains(need.Condition))
            .ToList();
        foreach (var type in Enum.GetValues<AppPermissionType>())
        {
            var permissions = Open(needs.SelectMany(need => need.Of(type)), PermissionCover.Find);
            var roles = type is AppPermissionType.Delegated ? Open(needs.SelectMany(need => need.Roles), DirectoryRoles.Find) : [];
            for (
                var choice = 0;
                choice < permissions.Concat(roles).Select(need => PermissionNeed.Alternatives(need).Length).DefaultIfEmpty(1).Max();
                choice++
            )
            {
                yield return new SignInRights(
                    type,
                    PermissionCover.Least(permissions.Select(need => Chosen(need, choice))),
                    DirectoryRoles.Least(roles.Select(need => Chosen(need, choice)))
                );
            }
        }
    }

    /// <summary>The same without one permission or role each.</summary>
    public IEnumerable<(SignInRights Rights, string Missing)> EachTakenAway() =>
        Permissions
            .Select(name => (this with { Permissions = [.. Permissions.Except([name])] }, name))
            .Concat(Roles.Select(name => (this with { Roles = [.. Roles.Except([name])] }, name)));

    /// <summary>The same with a broader permission instead of one each.</summary>
    public IEnumerable<(SignInRights Rights, string Narrow, string Broad)> EachBroadened() =>
        from narrow in Permissions
        from broad in PermissionCover.BroaderThan(narrow)
        // There is no delegated permission of that name.
        where Type is AppPermissionType.Application || broad != "Application.ReadWrite.OwnedBy"
        select (this with { Permissions = [.. Permissions.Except([narrow]), broad] }, narrow, broad);

    /// <summary>Runs the command with these rights; gives its errors.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(CommandRun run, ShellSession session) =>
        (await RunRecordedAsync(run, session)).Errors;

    /// <summary>Runs the command with these rights; gives its errors and what it has sent.</summary>
    public async Task<(IReadOnlyList<string> Errors, AllowedRequests Requests)> RunRecordedAsync(CommandRun run, ShellSession session)
    {
        using var bench = await RightsBench.CreateAsync(session, run.Prepare);
        if (Type is AppPermissionType.Application)
        {
            bench.ConnectApp(Permissions);
        }
        else
        {
            bench.ConnectUser(Permissions, Roles);
        }

        var errors = bench
            .Run(run.Script)
            .Errors.Select(error => $"{error.FullyQualifiedErrorId}: {error.ErrorDetails?.Message ?? error.Exception.Message}")
            .ToList();
        return (errors, bench.Requests);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Type} with {(Permissions.Count == 0 ? "nothing" : string.Join(", ", Permissions))}{(Roles.Count == 0 ? "" : $" and {string.Join(", ", Roles)}")}";

    /// <summary>The needs without those whose choice is made by what leaves none.</summary>
    private static List<string> Open(IEnumerable<string> needs, Func<string, IReadOnlyCollection<string>, string?> find)
    {
        var all = needs.Distinct().ToList();
        var fixedOnes = all.FindAll(need => PermissionNeed.Alternatives(need).Length == 1);
        return all.FindAll(need => fixedOnes.Contains(need) || find(need, fixedOnes) is null);
    }

    private static string Chosen(string need, int choice) =>
        PermissionNeed.Alternatives(need) is var names ? names[Math.Min(choice, names.Length - 1)] : need;
}
