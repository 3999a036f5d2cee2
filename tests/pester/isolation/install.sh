#!/bin/sh
# Fetches the libraries that the isolation tests load beside the module's own: an older and a newer set of real ones, as other modules bring them.
set -e
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

publish() { # a set's name, then its packages as name:version
    target="$here/bin/$1"
    shift
    {
        echo '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net8.0</TargetFramework><AssemblyName>Others</AssemblyName></PropertyGroup><ItemGroup>'
        for package in "$@"; do
            echo "<PackageReference Include=\"${package%:*}\" Version=\"[${package#*:}]\" />"
        done
        echo '</ItemGroup></Project>'
    } > "$work/Others.csproj"
    rm -rf "$target" "$work/obj" "$work/bin"
    dotnet publish "$work/Others.csproj" --output "$target"
    rm -f "$target"/Others.*
}

publish older Azure.Identity:1.11.4
publish newer Azure.Identity:1.21.0 Azure.Core:1.64.0 Microsoft.Identity.Client:4.92.0 Microsoft.Identity.Client.Extensions.Msal:4.92.0 System.Text.Json:10.0.14
