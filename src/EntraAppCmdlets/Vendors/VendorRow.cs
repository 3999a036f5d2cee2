using System.Collections;
using System.Management.Automation;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>A row of a CSV file for an installation: the same columns serve to install, to test and to remove it.</summary>
internal sealed class VendorRow
{
    private static readonly string[] Columns = ["Vendor", "Tenant", "DisplayName", "AppId", "KeyVaultName"];

    private readonly PSObject _row;

    private VendorRow(PSObject row) => _row = row;

    /// <summary>The row; null for anything else.</summary>
    public static VendorRow? Of(PSObject? input) => input is { BaseObject: PSCustomObject } ? new VendorRow(input) : null;

    /// <summary>A cell without the blanks around it; null for one that is empty or not there.</summary>
    public string? this[string column] => _row.Properties[column]?.Value?.ToString()?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>The vendor that the row names.</summary>
    /// <exception cref="AppException">VendorNotNamed, RowDelimiterUnexpected.</exception>
    public string Vendor
    {
        get
        {
            if (this[nameof(Vendor)] is { } vendor)
            {
                return vendor;
            }

            CheckDelimiter(Columns);
            throw GuideErrors.VendorNotNamed(_row, Names);
        }
    }

    /// <summary>Adds the vendor's parameters of the row; what the command line gives goes first.</summary>
    /// <param name="template">The vendor's template.</param>
    /// <param name="named">The vendor that the command line names; null where the row does.</param>
    /// <param name="given">The values of the parameters.</param>
    /// <exception cref="AppException">VendorInputUnused: the row names another vendor. RowDelimiterUnexpected.</exception>
    public void AddTo(VendorTemplate template, string? named, Hashtable given)
    {
        if (
            named is not null
            && this[nameof(Vendor)] is { } other
            && !string.Equals(other, template.Id, StringComparison.OrdinalIgnoreCase)
        )
        {
            throw GuideErrors.VendorInputUnused(named, other);
        }

        CheckDelimiter([.. Columns, .. template.AllParameters().Select(parameter => parameter.Name)]);
        foreach (var parameter in template.AllParameters().Where(parameter => !given.ContainsKey(parameter.Name)))
        {
            if (this[parameter.Name] is not { } text)
            {
                continue;
            }

            given[parameter.Name] =
                _row.Properties[parameter.Name].Value is var value and not string ? value
                : parameter.List ? text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                : text;
        }
    }

    private IReadOnlyList<string> Names => [.. _row.Properties.Select(column => column.Name)];

    /// <summary>Refuses a file that was read with the wrong delimiter: its columns would be ignored as unknown ones are.</summary>
    private void CheckDelimiter(IReadOnlyList<string> known)
    {
        if (CsvHeader.UnsplitIn(Names, known) is { } column)
        {
            throw GuideErrors.RowDelimiterUnexpected(_row, column);
        }
    }
}
